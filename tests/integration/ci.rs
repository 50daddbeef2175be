//! The jobs of docs/ci.md and of action.yml: what of them is shell runs here, against an API server and a bucket, and
//! programs by others read the rest.

use super::support::{Account, REGION, readers};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

/// The blocks of docs/ci.md of a kind.
fn blocks(kind: &str) -> Vec<String> {
    let page = text("docs/ci.md");
    let blocks = page.split("\n```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap());
    blocks.filter(|(info, _)| *info == kind).map(|(_, body)| format!("{body}\n")).collect()
}

fn block(kind: &str) -> String {
    let [body] = blocks(kind).try_into().unwrap_or_else(|found| panic!("{kind}: {found:?}"));
    body
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn lines(of: &Value) -> String {
    of.as_array().unwrap().iter().map(|line| format!("{}\n", line.as_str().unwrap())).collect()
}

fn program(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A folder in which a job runs, with programs on its path.
struct Place(tempfile::TempDir);

struct Ended {
    code: i32,
    told: String,
}

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        // The real program, asking little: moto has all the time of the world, and this test has not.
        let few = format!("--control s3/bucket-not-publicly-readable --region {REGION} --max-rps 1000");
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in scan) exec '{0}' \"$@\" {few};; *) exec '{0}' \"$@\";; esac\n",
            env!("CARGO_BIN_EXE_plimsoll")
        );
        program(&place.path("bin/plimsoll"), &script);
        fs::create_dir_all(place.path("work")).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// As GitHub runs a step, which is the strictest of them.
    fn run(&self, script: &str, env: &BTreeMap<String, String>) -> Ended {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.path("work"))
            .env_clear();
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("bin").display());
        bash.envs(env).env("PATH", path).env("HOME", self.0.path());
        let out = bash.output().unwrap();
        let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        Ended { code: out.status.code().unwrap(), told }
    }
}

/// A job: its shell, what the platform sets, and which files come out.
struct Job {
    name: &'static str,
    script: String,
    env: BTreeMap<String, String>,
    files: Vec<&'static str>,
}

impl Job {
    fn new(name: &'static str, script: String, env: &[(&str, &str)], files: &[&'static str]) -> Self {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { name, script, env, files: files.to_vec() }
    }
}

/// A step of the action, and its environment for what the workflow of docs/ci.md gives.
fn action_step(name: &str) -> (String, BTreeMap<String, String>) {
    let action = yaml(&text("action.yml"));
    let workflow = yaml(&block("yaml github-workflow"));
    let steps = |of: &Value| of.as_array().unwrap().clone();
    let ours = |step: &Value| step["uses"].as_str().is_some_and(|uses| uses.starts_with("OWNER/plimsoll@v"));
    let with = steps(&workflow["jobs"]["scan"]["steps"]).into_iter().find(ours).unwrap()["with"].clone();
    for given in with.as_object().unwrap().keys() {
        assert!(action["inputs"].get(given).is_some(), "there is no input {given}");
    }
    let step = steps(&action["runs"]["steps"]).into_iter().find(|step| step["name"] == name).unwrap();
    let value = |expression: &Value| {
        let expression = expression.as_str().unwrap();
        let input = expression.strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}"));
        let input = input.filter(|input| action["inputs"].get(*input).is_some());
        let given = input.and_then(|input| with.get(input).or_else(|| action["inputs"][input].get("default")));
        given.map_or(expression, |given| given.as_str().unwrap()).to_owned()
    };
    let env = step["env"].as_object().unwrap().iter().map(|(name, expression)| (name.clone(), value(expression)));
    (step["run"].as_str().unwrap().to_owned(), env.collect())
}

fn jobs() -> Vec<Job> {
    const REPORTS: [&str; 2] = ["plimsoll.xml", "plimsoll.html"];
    let gitlab = &yaml(&block("yaml gitlab-ci"))["plimsoll"];
    let jenkins = block("groovy jenkins");
    let buildspec = yaml(&block("yaml buildspec"));
    let systemd = block("ini systemd");
    let start = systemd.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/")).unwrap();
    let pod: Vec<Value> = block("yaml kubernetes").split("\n---\n").map(yaml).collect();
    let container = &pod[1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    let token = ("AWS_WEB_IDENTITY_TOKEN_FILE", ".aws-token");
    let (script, mut env) = action_step("Scan");
    env.extend(
        [("GITHUB_OUTPUT", "../output"), ("GITHUB_STEP_SUMMARY", "../summary")].map(|(a, b)| (a.into(), b.into())),
    );
    let files =
        ["plimsoll/plimsoll.json", "plimsoll/plimsoll.sarif", "plimsoll/plimsoll.html", "../summary", "../output"];
    vec![
        Job { name: "action", script, env, files: files.to_vec() },
        Job::new(
            "github",
            block("sh github"),
            &[("GITHUB_STEP_SUMMARY", "../summary")],
            &["plimsoll/plimsoll.sarif", "../summary"],
        ),
        Job::new(
            "gitlab",
            lines(&gitlab["script"]),
            &[("AWS_TOKEN", "a token"), token],
            &["gl-code-quality-report.json", "plimsoll.xml", "plimsoll.html", ".aws-token"],
        ),
        Job::new("jenkins", jenkins.split("'''").nth(1).unwrap().to_owned(), &[], &REPORTS),
        Job::new("codebuild", lines(&buildspec["phases"]["build"]["commands"]), &[], &REPORTS),
        Job::new("kubernetes", format!("plimsoll {}", lines(&container["args"]).replace('\n', " ")), &[], &[]),
        Job::new("systemd", start.to_owned(), &[], &["plimsoll.html"]),
        Job::new("cron", block("sh cron"), &[], &["plimsoll.html"]),
    ]
}

/// One that everybody may read.
fn open_a_bucket(account: &Account) {
    let name = account.bucket(REGION, &format!("open-{}", account.id));
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{name}/*"),
    }]});
    let answer = account.s3("PUT", &format!("/{name}?policy"), policy.to_string());
    assert!(answer.contains(" 204 ") || answer.contains(" 200 "), "{answer}");
}

#[test]
fn each_job_passes_first_and_fails_on_what_is_new() {
    let account = Account::new();
    let history = account.bucket(REGION, &format!("history-{}", account.id));
    let jobs: Vec<(Job, Place)> = jobs().into_iter().map(|job| (job, Place::new())).collect();
    let run = |job: &Job, place: &Place| {
        let here = |text: &str| text.replace("acme-audit/plimsoll", &format!("{history}/{}", job.name));
        assert!(here(&job.script) != job.script || job.env.values().any(|value| here(value) != *value), "{}", job.name);
        let mut env: BTreeMap<String, String> =
            job.env.iter().map(|(name, value)| (name.clone(), here(value))).collect();
        for (name, value) in [
            ("AWS_ACCESS_KEY_ID", account.access_key.as_str()),
            ("AWS_SECRET_ACCESS_KEY", &account.secret),
            ("AWS_SESSION_TOKEN", &account.token),
            ("AWS_ENDPOINT_URL", &account.endpoint()),
            ("AWS_REGION", REGION),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ] {
            env.insert(name.to_owned(), value.to_owned());
        }
        place.run(&here(&job.script), &env)
    };
    for (job, place) in &jobs {
        let first = run(job, place);
        assert_eq!(first.code, 0, "{}: {}", job.name, first.told);
        assert!(!first.told.contains("new at or above"), "{}: {}", job.name, first.told);
    }
    open_a_bucket(&account);
    for (job, place) in &jobs {
        for file in &job.files {
            assert!(!place.read(&format!("work/{file}")).is_empty(), "{}: {file}", job.name);
            fs::remove_file(place.path(&format!("work/{file}"))).unwrap();
        }
        let second = run(job, place);
        assert_eq!(second.code, 1, "{}: {}", job.name, second.told);
        let told = format!("s3/bucket-not-publicly-readable on open-{}", account.id);
        let reason = second.told.lines().find(|line| line.starts_with("plimsoll: new at or above high since "));
        assert!(reason.is_some_and(|line| line.contains("1 finding,") && line.contains(&told)), "{}", second.told);
        for file in &job.files {
            assert!(!place.read(&format!("work/{file}")).is_empty(), "{}: {file}", job.name);
        }
    }
    let (_, action) = &jobs[0];
    let output = action.read("output");
    assert_eq!(output, "sarif=plimsoll/plimsoll.sarif\nreports=plimsoll\nexit-code=1\n");
    assert!(action.read("summary").contains("s3/bucket-not-publicly-readable"));
    let sarif: Value = serde_json::from_str(&action.read("work/plimsoll/plimsoll.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let quiet = &jobs.iter().find(|(job, _)| job.name == "cron").unwrap();
    let again = run(&quiet.0, &quiet.1);
    assert_eq!((again.code, again.told.as_str()), (0, ""), "what stands is not new, and nobody gets a mail");
}

#[test]
fn the_action_installs_what_has_the_right_sum() {
    let (script, mut env) = action_step("Install");
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let arch = if std::env::consts::ARCH == "aarch64" { "ARM64" } else { "X64" };
    let place = Place::new();
    let releases = place.path("releases");
    program(&releases.join("plimsoll"), "#!/bin/sh\necho plimsoll 0.1.0\n");
    let archive = format!("plimsoll-{target}.tar.gz");
    let pack = format!(
        "cd '{0}' && tar -czf {archive} plimsoll && sha256sum {archive} > {archive}.sha256",
        releases.display()
    );
    assert_eq!(place.run(&pack, &BTreeMap::new()).code, 0);
    let gh = format!(
        "#!/bin/sh\necho \"$@\" >> '{0}/asked'\ncase \"$1\" in release) cp '{0}'/plimsoll-* .;; esac\n",
        releases.display()
    );
    program(&place.path("bin/gh"), &gh);
    let paths = place.path("paths");
    let temp = place.path("temp");
    for (name, value) in [
        ("RUNNER_OS", "Linux"),
        ("RUNNER_ARCH", arch),
        ("RUNNER_TEMP", temp.to_str().unwrap()),
        ("GITHUB_PATH", paths.to_str().unwrap()),
        ("REPOSITORY", "OWNER/plimsoll"),
        ("VERSION", "v0.1.0"),
    ] {
        env.insert(name.to_owned(), value.to_owned());
    }
    let run = place.run(&script, &env);
    assert_eq!(run.code, 0, "{}", run.told);
    assert!(run.told.ends_with("plimsoll 0.1.0\n"), "{}", run.told);
    assert_eq!(place.read("paths").trim(), temp.join("plimsoll-v0.1.0").to_str().unwrap());
    let asked = place.read("releases/asked");
    assert!(asked.contains("release download v0.1.0 --repo OWNER/plimsoll") && asked.contains("attestation verify"));

    fs::write(releases.join(&archive), "something else").unwrap();
    let run = place.run(&script, &env);
    assert!(run.code == 1 && run.told.contains("FAILED"), "{}", run.told);
    env.insert("RUNNER_OS".into(), "Windows".into());
    let run = place.run(&script, &env);
    assert!(run.code == 2 && run.told.contains("::error::there is no plimsoll for Windows"), "{}", run.told);
    env.insert("VERSION".into(), "installed".into());
    let run = place.run(&script, &env);
    assert!(run.code == 0 && run.told.starts_with("plimsoll "), "{}", run.told);
}

#[test]
fn a_chat_is_told() {
    let workflow = yaml(&block("yaml github-workflow"));
    let steps = workflow["jobs"]["scan"]["steps"].as_array().unwrap();
    let tell = steps.iter().find(|step| step["name"] == "Tell").unwrap();
    let place = Place::new();
    program(&place.path("bin/curl"), "#!/bin/sh\necho \"$@\" > ../asked\ncat > ../sent\n");
    // What jq does with these arguments, where it is not there.
    program(&place.path("bin/jq"), "#!/bin/sh\nprintf '{\"text\": \"%s\"}' \"$4\"\n");
    let env = [("WEBHOOK", "https://chat.example.com/x"), ("RUN", "https://example.com/1")];
    let env = env.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let run = place.run(tell["run"].as_str().unwrap(), &env);
    assert_eq!(run.code, 0, "{}", run.told);
    let sent: Value = serde_json::from_str(&place.read("sent")).unwrap();
    assert_eq!(sent, json!({"text": "Plimsoll: https://example.com/1"}));
    assert!(place.read("asked").trim().ends_with("https://chat.example.com/x"));
}

#[test]
fn the_platforms_know_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let check = |schema: &str, file: &str| {
        let schema = ["-m", "check_jsonschema", "--builtin-schema", schema, file];
        let out = readers().args(schema).output().unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let root = |name: &str| format!("{ROOT}/{name}");
    for (schema, file) in [
        ("vendor.github-actions", root("action.yml")),
        ("vendor.github-workflows", root(".github/workflows/ci.yml")),
        ("vendor.github-workflows", root(".github/workflows/release.yml")),
        ("vendor.github-workflows", written("workflow.yml", &block("yaml github-workflow"))),
        ("vendor.gitlab-ci", written("gitlab.yml", &block("yaml gitlab-ci"))),
    ] {
        let (valid, said) = check(schema, &file);
        assert!(valid, "{file}: {said}");
    }
    let wrong = written("wrong.yml", &block("yaml gitlab-ci").replace("script:\n", "skript:\n"));
    assert!(!check("vendor.gitlab-ci", &wrong).0, "a schema that refuses");
}

#[test]
fn the_scripts_are_sound() {
    let check = |script: &str| {
        let path = format!("{ROOT}/tests/readers/shellcheck.py");
        let mut child = readers().arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let (install, _) = action_step("Install");
    for script in jobs().into_iter().map(|job| job.script).chain([install, block("sh setup")]) {
        let (sound, said) = check(&script);
        assert!(sound, "{said}");
    }
    assert!(!check("rm $1").0, "a reader that refuses");
}

/// An expression inside of a script is code by whoever chooses its value; rights are given job by job.
#[test]
fn no_script_holds_an_expression_and_each_action_is_pinned() {
    let files = [
        text("action.yml"),
        text(".github/workflows/ci.yml"),
        text(".github/workflows/release.yml"),
        block("yaml github-workflow"),
    ];
    let mut scripts = 0;
    for file in files {
        let mut open = vec![yaml(&file)];
        while let Some(value) = open.pop() {
            if let Some(script) = value.get("run").and_then(Value::as_str) {
                assert!(!script.contains("${{"), "{script}");
                scripts += 1;
            }
            if let Some(uses) = value.get("uses").and_then(Value::as_str) {
                let (_, version) = uses.split_once("@v").unwrap_or_else(|| panic!("{uses}"));
                assert!(version.starts_with(|digit: char| digit.is_ascii_digit()), "{uses}");
            }
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(fields) => open.extend(fields.into_iter().map(|(_, value)| value)),
                _ => {}
            }
        }
    }
    assert!(scripts >= 10, "{scripts}");
    let release = yaml(&text(".github/workflows/release.yml"));
    assert_eq!(release["permissions"], json!({}));
    assert_eq!(release["jobs"]["publish"]["permissions"], json!({"contents": "write"}));
}

/// Whoever may take the role is named whole: no star, and always more than the platform that others use too.
#[test]
fn trust_is_narrow() {
    let policies = blocks("json trust");
    assert_eq!(policies.len(), 7);
    for policy in policies {
        let policy: Value = serde_json::from_str(&policy).unwrap();
        let statement = &policy["Statement"][0];
        let text = statement.to_string();
        assert!(!text.contains('*'), "{text}");
        let machine = statement["Principal"]["Service"] == "ec2.amazonaws.com";
        let conditions = statement["Condition"]
            .as_object()
            .map_or(0, |by| by.values().map(|of| of.as_object().unwrap().len()).sum());
        assert!(machine || conditions >= 2, "{text}");
        if statement["Principal"].get("Federated").is_some() {
            assert!(text.contains(":aud\"") && text.contains(":sub\""), "{text}");
        }
    }
}

#[test]
fn the_configuration_of_the_page_is_taken() {
    let place = Place::new();
    fs::write(place.path("work/plimsoll.yaml"), block("yaml config")).unwrap();
    let run = place.run("plimsoll config check", &BTreeMap::new());
    assert_eq!(run.code, 0, "{}", run.told);
}

#[test]
fn the_image_is_built_of_what_is_there_and_runs_without_root() {
    let script = format!("{ROOT}/tests/readers/image.py");
    let out = readers().args([&script, &format!("{ROOT}/Dockerfile")]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let instructions: Vec<Value> = serde_json::from_slice(&out.stdout).unwrap();
    let of = |cmd: &str| instructions.iter().filter(move |one| one["cmd"] == cmd).collect::<Vec<_>>();
    let ignored = text(".dockerignore");
    let context = tempfile::tempdir().unwrap();
    for copy in of("COPY") {
        let values: Vec<&str> = copy["value"].as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect();
        let (_, sources) = values.split_last().unwrap();
        if copy["flags"] == json!(["--from=build"]) {
            assert_eq!(values, ["/src/target/dist/plimsoll", "/usr/local/bin/plimsoll"]);
            continue;
        }
        for source in sources {
            assert!(ignored.lines().any(|line| line.strip_prefix('!') == Some(source)), ".dockerignore hides {source}");
            let target = context.path().join(source);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            let copied = Command::new("cp").arg("-r").args([Path::new(ROOT).join(source), target]).status().unwrap();
            assert!(copied.success(), "{source}");
        }
    }
    // Cargo takes the folder for a whole package, and has the profile.
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"]).current_dir(context.path());
    let out = cargo.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(text("Cargo.toml").contains("[profile.dist]"));
    for from in of("FROM") {
        let image = from["value"][0].as_str().unwrap();
        assert!(image.contains(':') && !image.ends_with(":latest"), "{image}");
    }
    // What a file reads when it is compiled is in the folder.
    for needed in ["controls", "frameworks", "testdata/acme", "build.rs", "src/main.rs"] {
        assert!(context.path().join(needed).exists(), "{needed}");
    }
    let users: Vec<&str> = of("USER").iter().map(|user| user["value"][0].as_str().unwrap()).collect();
    assert_eq!(users, ["65532:65532"; 2], "each image that runs");
    assert_eq!(of("ENTRYPOINT")[0]["value"], json!(["/usr/local/bin/plimsoll"]));
}
