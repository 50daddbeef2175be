//! Finds secrets in text that passes through, such as user data, and forgets them: what is kept is the kind of secret
//! and where it stood, never the value.
