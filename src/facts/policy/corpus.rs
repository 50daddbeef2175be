//! Several hundred policies, each with what it is: see `testdata/policies`.

use super::{Access, of};
use crate::facts::Index;
use crate::snapshot::policy_document::PolicyDocument;
use crate::snapshot::{AccountId, Header, Reach, Region, Resource, Snapshot};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: String,
    #[serde(default = "policy")]
    field: String,
    sources: BTreeMap<String, String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// As AWS accepts it, or a text that stands for one. None where the resource has none.
    policy: Option<Json>,
    #[serde(default = "own")]
    owner: String,
    /// Other fields of the resource.
    #[serde(default)]
    fields: Map<String, Json>,
    account_block: Option<Json>,
    access: Expected,
    #[serde(default)]
    accounts: Vec<String>,
    #[serde(default)]
    narrowed_by: Vec<String>,
    #[serde(default)]
    unguarded_services: Vec<String>,
    public_actions: Option<Vec<String>>,
    why: String,
    source: String,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(untagged)]
enum Expected {
    Access(Access),
    /// `unread`
    Open(String),
}

fn policy() -> String {
    "policy".to_owned()
}

fn own() -> String {
    "111122223333".to_owned()
}

fn files() -> Vec<(String, File)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/policies");
    let mut files: Vec<(String, File)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let file = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap());
            (name.clone(), file.unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

fn resource(kind: &str, account: &str, fields: Map<String, Json>) -> Resource {
    let mut line = json!({"kind": kind, "id": format!("arn:aws:x:::{kind}"), "name": null, "account": account,
        "region": "eu-west-1", "tags": null});
    line.as_object_mut().unwrap().extend(fields);
    serde_json::from_str(&line.to_string()).unwrap()
}

impl Case {
    /// The resource in a snapshot, its policy read by the reader that collection uses.
    fn snapshot(&self, kind: &str, field: &str) -> Snapshot {
        let text = self.policy.as_ref().map(|json| json.as_str().map_or_else(|| json.to_string(), str::to_owned));
        let document = PolicyDocument::reading("x:GetPolicy", Ok(text));
        let mut fields = self.fields.clone();
        fields.insert(field.to_owned(), serde_json::to_value(document).unwrap());
        let account = AccountId::try_from(self.owner.as_str()).unwrap();
        let now = "2026-06-30T00:00:00Z".parse().unwrap();
        let mut header = Header::new(now, "test".into(), vec![account], vec![Region::try_from("eu-west-1").unwrap()]);
        header.kinds = [(kind.to_owned(), Reach::Regional), ("s3_account".to_owned(), Reach::Global)].into();
        let block = Map::from_iter([("public_access_block".to_owned(), json!(self.account_block))]);
        let block = resource("s3_account", &self.owner, block);
        Snapshot::of(header, vec![resource(kind, &self.owner, fields), block])
    }

    /// What is wrong, in words.
    fn mistakes(&self, kind: &str, field: &str) -> Vec<String> {
        let snapshot = self.snapshot(kind, field);
        let resource = snapshot.resources.iter().find(|resource| &*resource.kind == kind).unwrap();
        let span = of(resource, &Index::new(&snapshot)).unwrap();
        let Expected::Access(access) = self.access else {
            assert_eq!(self.access, Expected::Open("unread".into()));
            let open = span.unread.is_some() && span.low.access < span.high.access;
            return if open { vec![] } else { vec![format!("is known: {:?}", span.high)] };
        };
        if !span.is_known() {
            return vec![format!("is not known: {:?}", span.unread)];
        }
        let facts = span.high;
        let mut mistakes = Vec::new();
        let mut expect = |what: &str, is: String, should: String| {
            if is != should {
                mistakes.push(format!("{what} is {is} and should be {should}"));
            }
        };
        expect("access", format!("{:?}", facts.access), format!("{access:?}"));
        expect("accounts", facts.accounts.join(" "), self.accounts.join(" "));
        expect("narrowed_by", facts.narrowed_by.join(" "), self.narrowed_by.join(" "));
        expect("unguarded", facts.unguarded_services.join(" "), self.unguarded_services.join(" "));
        match &self.public_actions {
            Some(actions) => expect("public_actions", facts.public_actions.join(" "), actions.join(" ")),
            None => {
                expect(
                    "public at all",
                    (!facts.public_actions.is_empty()).to_string(),
                    (access == Access::Public).to_string(),
                );
            }
        }
        mistakes
    }
}

#[test]
fn every_policy_is_what_it_is() {
    let mut mistakes = Vec::new();
    for (name, file) in files() {
        for case in &file.cases {
            let found = case.mistakes(&file.kind, &file.field);
            mistakes.extend(found.iter().map(|mistake| format!("{name}: {}: {mistake}", case.name)));
        }
    }
    assert!(mistakes.is_empty(), "{} mistakes:\n{}", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn the_corpus_is_large_diverse_and_sourced() {
    let files = files();
    let (mut names, mut policies, mut cases) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (name, file) in &files {
        let used: BTreeSet<&String> = file.cases.iter().map(|case| &case.source).collect();
        assert_eq!(used, file.sources.keys().collect(), "{name}");
        assert!(file.sources.values().all(|url| url.starts_with("https://")), "{name}");
        for case in &file.cases {
            cases += 1;
            assert!(case.why.len() >= 4, "{name}: {}", case.name);
            assert!(names.insert((name, &case.name)), "{name}: {} stands twice", case.name);
            let whole = format!("{}{:?}{:?}{:?}", file.kind, case.policy, case.fields, case.account_block);
            assert!(policies.insert(whole), "{name}: {} has the policy of another", case.name);
        }
    }
    assert!(cases >= 300, "{cases} cases");
    let kinds: BTreeSet<&str> = files.iter().map(|(_, file)| file.kind.as_str()).collect();
    let all: BTreeSet<&str> = super::kinds::KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(kinds, all);
}

/// A key of the table that no case names could mean anything.
#[test]
fn every_key_of_the_table_has_a_case() {
    let text: String =
        files().iter().flat_map(|(_, file)| file.cases.iter().map(|case| json!(case.policy).to_string())).collect();
    let text = text.to_ascii_lowercase();
    let narrowing = super::keys::KEYS.iter().filter(|key| key.narrows != super::keys::Narrows::Nothing);
    let missing: Vec<&str> =
        narrowing.map(|key| key.name).filter(|name| !text.contains(&name.to_ascii_lowercase())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
