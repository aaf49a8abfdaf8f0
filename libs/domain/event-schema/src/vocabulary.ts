/**
 * The closed lists of the event. Each entry says what it means; a new entry is a minor version of the schema.
 */

/** What happened, as the event's `event_type`; the value is the EventBridge `detail-type`. */
export const EVENT_TYPES = {
  investigation_completed: 'Investigation Completed',
  investigation_failed: 'Investigation Failed',
  investigation_timed_out: 'Investigation Timed Out',
  investigation_cancelled: 'Investigation Cancelled',
  investigation_linked: 'Investigation Linked',
  investigation_skipped: 'Investigation Skipped',
  mitigation_completed: 'Mitigation Completed',
  mitigation_failed: 'Mitigation Failed',
  mitigation_timed_out: 'Mitigation Timed Out',
  mitigation_cancelled: 'Mitigation Cancelled',
} as const;

/** How an investigation stands. */
export const STATUSES = {
  ROOT_CAUSE_FOUND: 'The report names a root cause.',
  INCONCLUSIVE: 'The investigation ended without a root-cause finding, or with gaps only.',
  FAILED: 'The agent could not finish.',
  TIMED_OUT: 'The agent ran out of time.',
  CANCELLED: 'Somebody stopped it.',
  LINKED: 'Triage joined it to another investigation, which carries on for both.',
  SKIPPED: 'Triage decided that nothing needs investigating.',
  IN_PROGRESS: 'The agent is working; only native events tell of it.',
} as const;

/** How urgent, most urgent first: the task's own priority, and the severity that the client's mapping makes of it. */
export const SEVERITIES = {
  CRITICAL: 'Wake somebody.',
  HIGH: 'A human must look now.',
  MEDIUM: 'A human must look today.',
  LOW: 'Worth a record.',
  MINIMAL: 'Noise until proven otherwise.',
} as const;

/** What kind of cause the report names, from the formatter's classifier. */
export const ROOT_CAUSE_CATEGORIES = {
  resource_exhaustion: 'Something finite ran out: memory, disk, connections, threads, file handles.',
  quota_exceeded: 'A service quota, rate limit or throttle was reached.',
  capacity_shortage: 'The provider or the cluster had no room to place what was asked for.',
  deployment_failure: 'A release, image or migration broke what worked before.',
  configuration_error: 'A setting, flag or parameter was wrong or missing.',
  code_defect: 'A bug: an exception, a leak, a deadlock, a wrong result.',
  dependency_failure: 'A service or vendor outside the application failed or slowed down.',
  network_failure: 'Packets did not arrive: routing, peering, security groups, gateways.',
  dns_failure: 'A name did not resolve, or resolved to the wrong place.',
  certificate_expiry: 'A certificate expired or was not trusted.',
  authentication_failure: 'An identity was not accepted: expired credentials, a broken sign-in.',
  permission_denied: 'An identity was accepted and not allowed: IAM, resource policy, key policy.',
  database_contention: 'Locks, slow queries, replication lag or a failover in a database.',
  data_error: 'Bad, missing or corrupt data.',
  traffic_surge: 'More load than the system was built for.',
  hardware_failure: 'A host, disk or zone failed underneath.',
  provider_incident: 'AWS itself reported or showed an incident.',
  security_event: 'An attack, or a defence against one.',
  unknown: 'None of the above could be told from the report.',
} as const;

/** What became of the mitigation. */
export const MITIGATION_STATUSES = {
  none: 'No mitigation was asked for.',
  in_progress: 'The agent is writing a plan.',
  plan_generated: 'A plan is ready in the client account.',
  failed: 'The agent could not write a plan.',
  timed_out: 'The agent ran out of time writing it.',
  cancelled: 'Somebody stopped it.',
} as const;

/** Why an event carries no free text. */
export const WITHHELD_REASONS = {
  redaction_failed: 'The redactor refused the text, or failed on it.',
  validation_failed: 'The event made from the report did not fit the schema.',
  too_large: 'The event would have been larger than 200 KB.',
  report_unreadable: 'The report could not be read from the journal.',
} as const;

/**
 * The indicators: the only words of a report that may cross as they are, because none can carry client data.
 * Each token has the phrases by which a report says it (matched as whole words, case ignored).
 */
export const INDICATORS = {
  // AWS services
  api_gateway: ['api gateway', 'apigateway'],
  athena: ['athena'],
  aurora: ['aurora'],
  autoscaling: ['auto scaling', 'autoscaling'],
  bedrock: ['bedrock'],
  cloudformation: ['cloudformation'],
  cloudfront: ['cloudfront'],
  cloudwatch: ['cloudwatch'],
  codedeploy: ['codedeploy'],
  cognito: ['cognito'],
  dynamodb: ['dynamodb'],
  ebs: ['ebs'],
  ec2: ['ec2'],
  ecr: ['ecr'],
  ecs: ['ecs', 'fargate'],
  efs: ['efs'],
  eks: ['eks', 'kubernetes'],
  elasticache: ['elasticache'],
  elb: ['elb', 'alb', 'nlb', 'load balancer', 'elasticloadbalancing'],
  eventbridge: ['eventbridge'],
  glue: ['glue job', 'aws glue'],
  iam: ['iam'],
  kinesis: ['kinesis'],
  kms: ['kms'],
  lambda: ['lambda'],
  msk: ['msk'],
  nat_gateway: ['nat gateway'],
  opensearch: ['opensearch', 'elasticsearch'],
  rds: ['rds'],
  redis: ['redis'],
  redshift: ['redshift'],
  route53: ['route 53', 'route53'],
  s3: ['s3'],
  sagemaker: ['sagemaker'],
  secrets_manager: ['secrets manager'],
  ses: ['ses'],
  sns: ['sns'],
  sqs: ['sqs'],
  ssm: ['ssm', 'parameter store'],
  step_functions: ['step functions'],
  sts: ['sts'],
  transit_gateway: ['transit gateway'],
  vpc: ['vpc'],
  waf: ['waf'],
  // Error codes and their families
  access_denied: ['accessdenied', 'accessdeniedexception', 'access denied', 'not authorized', 'unauthorizedoperation'],
  bad_gateway: ['502', 'bad gateway'],
  connection_refused: ['econnrefused', 'connection refused'],
  connection_reset: ['econnreset', 'connection reset'],
  crash_loop: ['crashloopbackoff', 'crash loop', 'crash looping'],
  expired_token: ['expiredtoken', 'expiredtokenexception', 'token expired', 'expired token'],
  forbidden: ['403', 'forbidden'],
  gateway_timeout: ['504', 'gateway timeout'],
  image_pull: ['imagepullbackoff', 'errimagepull', 'cannotpullcontainererror', 'image pull'],
  insufficient_capacity: ['insufficientinstancecapacity', 'insufficient capacity'],
  internal_error: ['500', 'internal server error', 'internalservererror'],
  limit_exceeded: ['limitexceeded', 'limitexceededexception', 'quota exceeded', 'servicequotaexceededexception'],
  name_resolution: ['enotfound', 'eai_again', 'nxdomain', 'servfail', 'name resolution', 'dns resolution'],
  no_space_left: ['enospc', 'no space left'],
  not_found: ['404', 'resourcenotfoundexception'],
  out_of_memory: ['outofmemory', 'outofmemoryerror', 'out of memory', 'oomkilled', 'oom killed', 'oom'],
  provisioned_throughput: ['provisionedthroughputexceededexception', 'provisioned throughput'],
  service_unavailable: ['503', 'service unavailable'],
  throttling: ['throttlingexception', 'throttling', 'throttled', 'rate exceeded', '429', 'toomanyrequestsexception'],
  timeout: ['etimedout', 'timed out', 'timeout', 'timeouts', 'deadline exceeded'],
  too_many_connections: ['too many connections', 'remaining connection slots', 'connection pool', 'connection limit'],
  unauthorized: ['401', 'unauthorized'],
  // Failure words
  certificate: ['certificate', 'certificates', 'x509', 'tls handshake'],
  cold_start: ['cold start', 'cold starts'],
  cpu_saturation: ['cpu utilization', 'cpuutilization', 'cpu saturation', 'high cpu'],
  data_loss: ['data loss'],
  deadlock: ['deadlock', 'deadlocks'],
  deployment: ['deployment', 'deployed', 'rollout', 'release'],
  disk_full: ['disk full', 'freestoragespace', 'storage full'],
  failover: ['failover', 'failed over'],
  feature_flag: ['feature flag'],
  health_check: ['health check', 'health checks', 'unhealthy'],
  latency: ['latency', 'slow responses'],
  lock_contention: ['lock wait', 'lock contention'],
  memory_leak: ['memory leak'],
  migration: ['schema migration', 'migration'],
  null_reference: ['nullpointerexception', 'null pointer', 'cannot read properties of undefined'],
  packet_loss: ['packet loss'],
  queue_backlog: ['queue backlog', 'backlog', 'consumer lag', 'approximateageofoldestmessage'],
  replication_lag: ['replication lag', 'replica lag'],
  restart: ['restart', 'restarted', 'restarts'],
  rollback: ['rollback', 'rolled back'],
  scaling: ['scale out', 'scaling'],
  security_group: ['security group'],
  slow_query: ['slow query', 'slow queries'],
  spot_interruption: ['spot interruption'],
  third_party: ['third party', 'third-party', 'upstream provider', 'vendor'],
  traffic_spike: ['traffic spike', 'traffic surge', 'request surge'],
  zone_impairment: ['availability zone', 'az impairment', 'zonal'],
} as const satisfies Record<string, readonly string[]>;

export type EventType = keyof typeof EVENT_TYPES;
export type Status = keyof typeof STATUSES;
export type Severity = keyof typeof SEVERITIES;
export type RootCauseCategory = keyof typeof ROOT_CAUSE_CATEGORIES;
export type MitigationStatus = keyof typeof MITIGATION_STATUSES;
export type WithheldReason = keyof typeof WITHHELD_REASONS;
export type Indicator = keyof typeof INDICATORS;
