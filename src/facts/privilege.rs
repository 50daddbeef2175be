//! Who is as good as an administrator.
