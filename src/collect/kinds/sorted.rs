//! What AWS lists in no order. Sorted, a snapshot does not depend on how AWS felt.

/// A set of names, in the order of the alphabet.
pub fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_alphabet() {
        assert_eq!(sorted(["b".to_owned(), "a".to_owned()]), ["a", "b"]);
        assert!(sorted(None).is_empty());
    }
}
