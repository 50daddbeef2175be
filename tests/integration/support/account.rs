//! An AWS account for a test, and what is put into it.

use super::http;
use super::moto;
use super::python::python;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where seeds put things, and where the program's configuration points.
pub const REGION: &str = "eu-central-1";

/// An account that nobody else uses, with nothing in it but what every new account has.
pub struct Account {
    pub id: String,
    pub access_key: String,
    pub secret: String,
    pub token: String,
    pub server: SocketAddr,
}

impl Account {
    pub fn new() -> Self {
        Self::on(moto::server())
    }

    /// On a server of its own.
    pub fn on(server: SocketAddr) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(210_000_000_001);
        let id = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        // The role need not exist; moto takes the account from its ARN.
        let body = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&RoleArn=arn:aws:iam::{id}:role/plimsoll-test"
        );
        let answer = http::ask(server, "POST", "/", HEADERS, &body).unwrap();
        let field = |name: &str| {
            let rest = answer.split(&format!("<{name}>")).nth(1).unwrap_or_else(|| panic!("no {name}: {answer}"));
            rest.split('<').next().unwrap_or_default().to_owned()
        };
        Self {
            access_key: field("AccessKeyId"),
            secret: field("SecretAccessKey"),
            token: field("SessionToken"),
            id,
            server,
        }
    }

    /// Fills it by one of the scripts of `tests/seed`. Bucket names are the world's, so that a script that makes buckets
    /// can run once a server.
    pub fn seed(self, name: &str) -> Self {
        self.seed_and_hear(name).0
    }

    /// Fills it, and hears what the script says of it.
    pub fn seed_and_hear(self, name: &str) -> (Self, String) {
        let told = self.have(name, &[]);
        (self, told)
    }

    /// Has a script of `tests/seed` do something in it, and hears what it says.
    pub fn have(&self, name: &str, what: &[&str]) -> String {
        let endpoint = self.endpoint();
        let out = python()
            .arg(format!("{}/tests/seed/{name}.py", env!("CARGO_MANIFEST_DIR")))
            .args([&endpoint, &self.access_key, &self.secret, &self.token, REGION])
            .args(what)
            .output()
            .unwrap();
        assert!(out.status.success(), "seed {name}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    }

    /// A request to S3, in the region that the program is in; the whole answer as text.
    pub fn s3(&self, method: &str, path: &str, body: impl AsRef<[u8]>) -> String {
        self.s3_in(REGION, method, path, body)
    }

    pub fn s3_in(&self, region: &str, method: &str, path: &str, body: impl AsRef<[u8]>) -> String {
        let headers = format!(
            "Authorization: AWS4-HMAC-SHA256 Credential={}/20260101/{region}/s3/aws4_request, SignedHeaders=host, \
             Signature=0\r\n",
            self.access_key
        );
        http::ask(self.server, method, path, &headers, body).unwrap()
    }

    /// A bucket in a region. Names are the world's.
    pub fn bucket(&self, region: &str, name: &str) -> String {
        let place = format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        );
        let answer = self.s3_in(region, "PUT", &format!("/{name}"), place);
        assert!(answer.contains(" 200 "), "{answer}");
        name.to_owned()
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.server)
    }
}

/// moto does not check signatures, and finds the service in them.
const HEADERS: &str = "Content-Type: application/x-www-form-urlencoded\r\n\
    Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0\r\n";

/// The seeds of kinds, by name.
pub fn kind_seeds() -> Vec<String> {
    seeds_in("kinds")
}

/// The seeds of what others lack to prove a control.
pub fn proof_seeds() -> Vec<String> {
    seeds_in("proof")
}

fn seeds_in(folder: &str) -> Vec<String> {
    let path = format!("{}/tests/seed/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let scripts = files.filter(|path| path.extension().is_some_and(|end| end == "py"));
    let mut names: Vec<String> =
        scripts.map(|path| format!("{folder}/{}", path.file_stem().unwrap().to_string_lossy())).collect();
    names.sort();
    names
}

/// All seeds, which can fill one account together.
pub fn seeds() -> Vec<String> {
    ["network", "storage", "iam"].map(str::to_owned).into_iter().chain(kind_seeds()).collect()
}
