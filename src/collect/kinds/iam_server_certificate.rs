//! Server certificates kept in IAM: a place from before ACM, where nothing renews them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html>

use super::iam_reply::moment;
use super::kind::{Found, Kind};
use crate::collect::aws::error::answer;
use crate::collect::{Place, Sink};
use crate::snapshot::{Action, Reading, Scope, Unread};
use schemars::JsonSchema;
use serde::Serialize;

/// A TLS certificate in IAM.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IamServerCertificate {
    /// Its place in the tree of names, such as `/` or `/teams/`.
    pub path: String,
    /// When it was uploaded: RFC 3339, in UTC.
    pub uploaded_at: Option<String>,
    /// When it ends: RFC 3339, in UTC.
    pub expires_at: Option<String>,
}

impl Kind for IamServerCertificate {
    const NAME: &'static str = "iam_server_certificate";
    const CLOUDFORMATION: &'static str = "AWS::IAM::ServerCertificate";
    const SCOPE: Scope = Scope::Global;
    const ACTIONS: &'static [Action] = &[Action::page("iam:ListServerCertificates")];

    fn sample() -> Found<Self> {
        Found {
            id: "arn:aws:iam::111122223333:server-certificate/shop".into(),
            name: Some("shop".into()),
            tags: Reading::Known(None),
            fields: Self {
                path: "/".into(),
                uploaded_at: Some("2026-02-01T00:00:00Z".into()),
                expires_at: Some("2027-02-01T00:00:00Z".into()),
            },
        }
    }

    async fn collect(place: &Place, out: &Sink) -> Result<(), Unread> {
        let iam = client!(place, aws_sdk_iam);
        let mut certificates = iam.list_server_certificates().into_paginator().items().send();
        while let Some(certificate) = certificates.next().await {
            let certificate = answer(Self::ACTIONS[0].name, certificate)?;
            out.push(Found {
                id: certificate.arn().to_owned(),
                name: Some(certificate.server_certificate_name().to_owned()),
                tags: Reading::Known(None),
                fields: Self {
                    path: certificate.path().to_owned(),
                    uploaded_at: moment(certificate.upload_date()),
                    expires_at: moment(certificate.expiration()),
                },
            })
            .await;
        }
        Ok(())
    }
}
