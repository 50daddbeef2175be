//! Clients for S3 Control, the API for what is about S3 and not in a bucket.
//!
//! It puts the account's number into the host name. A stand-in for AWS has one host for all, so there the host is taken
//! as it was named.

use crate::collect::Place;
use aws_sdk_s3control::Client;
use aws_sdk_s3control::config::Builder;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};

pub fn client(place: &Place) -> Client {
    let config = Builder::from(&place.sdk_config()).interceptor(place.session().meter());
    let config = match place.session().endpoint_url() {
        Some(url) => config.endpoint_resolver(AsNamed(url.to_owned())),
        None => config,
    };
    Client::from_conf(config.build())
}

/// Sends every request to one address.
#[derive(Debug)]
struct AsNamed(String);

impl ResolveEndpoint for AsNamed {
    fn resolve_endpoint<'a>(&'a self, _params: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}
