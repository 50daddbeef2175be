//! Services that act for their customers, and may be sent by another one of them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>

/// Services that take on a role only for something in the role's own account, which the role was passed to by somebody
/// of that account: nobody can pass a role of another's.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
pub(super) const WITHIN_THE_ACCOUNT: &[&str] = &[
    "autoscaling.amazonaws.com",
    "batch.amazonaws.com",
    "cloudformation.amazonaws.com",
    "codedeploy.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "edgelambda.amazonaws.com",
    "eks.amazonaws.com",
    "eks-fargate-pods.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
    "lambda.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "opsworks.amazonaws.com",
    "pods.eks.amazonaws.com",
    "spotfleet.amazonaws.com",
    "vmie.amazonaws.com",
];

/// Whether a role may be taken on by a service for another customer.
pub(super) fn acts_for_anybody(service: &str) -> bool {
    // In China services have names of their own.
    let plain = service.strip_suffix(".cn").unwrap_or(service);
    !WITHIN_THE_ACCOUNT.iter().any(|known| known.eq_ignore_ascii_case(plain))
}
