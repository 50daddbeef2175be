//! Names of files for names of owners, which are tags: anybody writes them, and there are no rules for them.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What the report on what nobody owns is called.
const NOBODY: &str = "nobody";

/// Signs of a name that are kept.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices, whatever follows the dot.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The names that were given, so that none is given twice.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A name of small letters, digits and dashes. A name that loses something by that gets a mark of the whole one, so
    /// that no two fall together, also where case does not count.
    pub(super) fn of(&mut self, owner: Option<&str>) -> String {
        let Some(owner) = owner else { return self.take(NOBODY.to_owned()) };
        let small = owner.to_ascii_lowercase();
        let mut plain = small.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        plain.truncate(LONGEST);
        let plain = plain.trim_matches('-');
        if plain == owner && !plain.is_empty() && plain != NOBODY && !DEVICES.contains(&plain) {
            return self.take(plain.to_owned());
        }
        let mark: String = Sha256::digest(owner).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let plain = if plain.is_empty() { "owner" } else { plain };
        self.take(format!("{plain}-{mark}"))
    }

    fn take(&mut self, name: String) -> String {
        let mut next = name.clone();
        let mut number = 2;
        while !self.taken.insert(next.clone()) {
            next = format!("{name}-{number}");
            number += 1;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_each_is_its_own() {
        let mut names = Names::default();
        let owners = [
            "shop",
            "Shop",
            "SHOP",
            "shop-",
            "../../etc/passwd",
            "..",
            ".",
            "",
            "/",
            "a/b",
            "a\\b",
            "a b",
            "a\0b",
            "nobody",
            "CON",
            "con",
            "nul",
            "büro",
            "日本",
            "x\u{202e}fdp.exe",
            "-rf",
            ".hidden",
            "shop-2",
        ];
        let long = ["x".repeat(300), format!("{}y", "x".repeat(300))];
        let all: Vec<String> = [None]
            .into_iter()
            .chain(owners.into_iter().map(Some))
            .chain(long.iter().map(|name| Some(name.as_str())))
            .map(|owner| names.of(owner))
            .collect();
        let safe = |name: &String| {
            name.len() <= 80
                && name.starts_with(|c: char| c.is_ascii_alphanumeric())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !DEVICES.contains(&name.as_str())
        };
        assert!(all.iter().all(safe), "{all:?}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        assert_eq!((all[0].as_str(), all[1].as_str()), ("nobody", "shop"));
    }
}
