// Kinds of trouble that clients of one provider can share, for ./stream.mjs. Written from what AWS and widely used software
// do when they fail; the engine has learnt nothing from them. `{thing}` is what is shared; `plain` says the same without it.

/** @typedef {'package'|'vendor'|'module'|'host'|'policy'|'image'|'zone'|'region'} Shared */

export const FAMILIES = [
  family(
    'cache-eviction',
    'package',
    ['ELASTICACHE', 'ECS'],
    ['resource_exhaustion', 'code_defect', 'deployment_failure'],
    {
      named: [
        '{thing} writes keys without a lifetime',
        'keys written by {thing} never expire',
        'since {thing} cache entries have no expiry',
        '{thing} stopped setting a lifetime on what it caches',
      ],
      plain: [
        'keys are written without a lifetime',
        'cache entries never expire',
        'the cache evicts sessions before their time',
      ],
      seen: [
        'evictions of live sessions',
        'customers losing their basket',
        'hit rate fell by half',
        'cart contents vanished',
      ],
      proof: ['Evictions climbing with flat traffic', 'used memory at its maximum', 'no expiry on the newest keys'],
    },
  ),
  family('stream-rebalance', 'package', ['MSK', 'ECS'], ['code_defect', 'deployment_failure', 'resource_exhaustion'], {
    named: [
      '{thing} leaves the consumer group at each poll',
      'consumers with {thing} rebalance without end',
      '{thing} misses its heartbeats, so partitions are reassigned',
      'partition assignment never settles with {thing}',
    ],
    plain: [
      'consumer groups rebalance without end',
      'partition assignment never settles',
      'consumers leave their group at each poll',
    ],
    seen: [
      'consumer lag in the millions',
      'orders processed hours late',
      'duplicate shipments',
      'ledger postings behind',
    ],
    proof: ['generation id growing each minute', 'heartbeat misses in broker logs', 'MaxOffsetLag without a plateau'],
  }),
  family(
    'hot-partition',
    'module',
    ['DYNAMODB', 'LAMBDA'],
    ['quota_exceeded', 'configuration_error', 'resource_exhaustion'],
    {
      named: [
        '{thing} set the partition key to the day',
        'tables made by {thing} use one partition key for a whole day',
        '{thing} turned on-demand capacity off',
        'applying {thing} moved tables to provisioned capacity',
      ],
      plain: [
        'one partition key takes all writes',
        'tables were moved to provisioned capacity',
        'writes concentrate on a single partition',
      ],
      seen: [
        'writes rejected in bursts',
        'events dropped at ingestion',
        'retries piling up in the writer',
        'profile updates lost',
      ],
      proof: [
        'WriteThrottleEvents on one table only',
        'contributor insights showing one key',
        'consumed far below what is provisioned',
      ],
    },
  ),
  family('search-heap', 'package', ['OPENSEARCH'], ['resource_exhaustion', 'data_error', 'code_defect'], {
    named: [
      '{thing} sends a new field for every request',
      'mappings explode since {thing} flattens headers',
      '{thing} maps each label as a field of its own',
      'dynamic fields from {thing} fill the heap of the masters',
    ],
    plain: [
      'mappings explode through dynamic fields',
      'a field is created for every request',
      'masters hold a cluster state of gigabytes',
    ],
    seen: ['search timing out', 'cluster status red', 'indexing refused', 'dashboards empty'],
    proof: ['JVMMemoryPressure at 95', 'field count over its ceiling', 'circuit breaker trips in the slow log'],
  }),
  family(
    'queue-redelivery',
    'package',
    ['SQS', 'LAMBDA'],
    ['configuration_error', 'code_defect', 'deployment_failure'],
    {
      named: [
        '{thing} deletes messages only after the handler returned',
        '{thing} lowered the visibility to thirty seconds',
        'with {thing} acknowledgements are sent twice too late',
        'messages come back since {thing} shortened their visibility',
      ],
      plain: [
        'messages become visible again while they are worked on',
        'the visibility is shorter than the handler',
        'acknowledgements come too late',
      ],
      seen: [
        'invoices sent twice',
        'mails delivered three times',
        'duplicates in the warehouse',
        'stock counted twice',
      ],
      proof: [
        'ApproximateReceiveCount above four',
        'same message id in several logs',
        'NumberOfMessagesReceived at thrice the sent ones',
      ],
    },
  ),
  family(
    'workflow-history',
    'module',
    ['STEPFUNCTIONS', 'LAMBDA'],
    ['quota_exceeded', 'configuration_error', 'code_defect'],
    {
      named: [
        '{thing} loops inside one execution',
        'state machines of {thing} exceed their history',
        '{thing} polls each second within the workflow',
        'a wait state was removed in {thing}',
      ],
      plain: ['executions run into the history ceiling', 'a workflow polls each second', 'the wait state is gone'],
      seen: [
        'onboarding aborted midway',
        'nightly settlement not finished',
        'payouts stuck half done',
        'executions ending at 25000 entries',
      ],
      proof: [
        'ExecutionsFailed right after the template changed',
        'history at its ceiling',
        'state transitions costing ten times as much',
      ],
    },
  ),
  family('card-gateway', 'vendor', ['LAMBDA', 'APIGATEWAY'], ['dependency_failure', 'provider_incident'], {
    named: [
      'authorisations at {thing} are declined as not available',
      '{thing} cannot reach the card schemes',
      'the acquirer behind {thing} is down',
      '{thing} answers each capture with an internal fault',
    ],
    plain: [
      'the acquirer is down',
      'card authorisations are declined as not available',
      'the card processor is unreachable',
    ],
    seen: ['checkout conversion at zero', 'payments declined', 'subscriptions not renewed', 'captures missing'],
    proof: ['their status page turning red', 'own latency unchanged', 'declines with one single code'],
  }),
  family('mail-relay', 'vendor', ['LAMBDA', 'SQS'], ['dependency_failure', 'quota_exceeded', 'configuration_error'], {
    named: [
      '{thing} put the sending pool on hold',
      'mail through {thing} bounces as unverified',
      '{thing} rejects every sender domain',
      'deliveries by {thing} are deferred for hours',
    ],
    plain: ['the sending pool is on hold', 'mail bounces as unverified', 'the relay defers deliveries'],
    seen: [
      'password resets not arriving',
      'order confirmations missing',
      'one-time codes late',
      'newsletters returned',
    ],
    proof: ['bounces with code 550', 'queue age above an hour', 'deferrals at every recipient'],
  }),
  family(
    'map-quota',
    'vendor',
    ['ECS', 'APIGATEWAY'],
    ['quota_exceeded', 'dependency_failure', 'configuration_error'],
    {
      named: [
        '{thing} halved the free tier of its geocoder',
        'the plan at {thing} allows ten lookups a second now',
        '{thing} counts tiles twice since midnight',
        'lookups at {thing} are over the daily allowance',
      ],
      plain: ['the daily allowance of the geocoder is used up', 'lookups are over the plan', 'tiles are counted twice'],
      seen: [
        'addresses not resolved',
        'blank maps in the app',
        'delivery slots not offered',
        'routes without a distance',
      ],
      proof: ['usage report doubling overnight', 'OVER_QUERY_LIMIT answers', 'same number of lookups as last week'],
    },
  ),
  family(
    'saml-metadata',
    'vendor',
    ['COGNITO', 'IAM'],
    ['authentication_failure', 'certificate_expiry', 'dependency_failure'],
    {
      named: [
        '{thing} signs assertions with an unknown key',
        'the federation metadata of {thing} changed',
        '{thing} renamed its issuer',
        'assertions from {thing} carry a wrong audience',
      ],
      plain: ['assertions are signed with an unknown key', 'the issuer was renamed', 'the federation metadata changed'],
      seen: ['staff locked out', 'single sign-on looping', 'administrators unable to enter', 'sessions refused'],
      proof: ['invalid signature in the assertion log', 'local accounts still entering', 'metadata older than a day'],
    },
  ),
  family('key-service', 'region', ['KMS', 'S3'], ['provider_incident', 'dependency_failure'], {
    named: [
      'decrypt calls in {thing} time out',
      'key operations are slow in {thing}',
      'the key service of {thing} answers with internal failures',
      'grants cannot be made in {thing}',
    ],
    plain: ['decrypt calls time out', 'key operations are slow', 'the key service answers with internal failures'],
    seen: ['objects unreadable', 'volumes not attaching', 'boot of encrypted hosts failing', 'backups skipped'],
    proof: ['KMSInternalException in all accounts', 'other places unaffected', 'latency of Decrypt above ten seconds'],
  }),
  family(
    'stream-ingest',
    'region',
    ['KINESIS', 'FIREHOSE'],
    ['provider_incident', 'dependency_failure', 'capacity_shortage'],
    {
      named: [
        'put records calls fail in {thing}',
        'streams in {thing} accept no data',
        'ingestion in {thing} returns internal failures',
        'shards of {thing} are not readable',
      ],
      plain: ['streams accept no data', 'ingestion returns internal failures', 'shards are not readable'],
      seen: ['clickstream missing', 'metering gaps', 'live scoring blind', 'audit trail delayed'],
      proof: [
        'PutRecords success below one percent',
        'iterator age growing evenly',
        'the health dashboard confirming it',
      ],
    },
  ),
  family('edge-api', 'region', ['APIGATEWAY', 'LAMBDA'], ['provider_incident', 'network_failure'], {
    named: [
      'endpoints in {thing} drop half of the requests',
      'the front door of {thing} resets connections',
      'authorizers in {thing} do not answer',
      'requests through {thing} hang for thirty seconds',
    ],
    plain: ['endpoints drop half of the requests', 'authorizers do not answer', 'the front door resets connections'],
    seen: ['mobile app offline', 'partners seeing resets', 'webhooks lost', 'kiosks not working'],
    proof: ['IntegrationLatency flat while Latency jumps', 'no change on our side', 'all stages alike'],
  }),
  family(
    'secret-rotation',
    'module',
    ['SECRETSMANAGER', 'RDS'],
    ['authentication_failure', 'configuration_error', 'deployment_failure'],
    {
      named: [
        '{thing} rotates the password and not the user',
        'rotation by {thing} finishes before the database knows it',
        '{thing} marks the pending secret as current',
        'the rotation lambda of {thing} lost its network',
      ],
      plain: [
        'the pending secret was marked as current',
        'rotation finishes before the database knows it',
        'the password was rotated and the user was not',
      ],
      seen: [
        'logins to the database refused',
        'batch jobs failing at their first query',
        'reports empty',
        'replicas not connecting',
      ],
      proof: [
        'AWSPENDING and AWSCURRENT alike',
        'password authentication failed for every pod',
        'works with the older secret',
      ],
    },
  ),
  family(
    'firewall-rules',
    'vendor',
    ['WAFV2', 'CLOUDFRONT'],
    ['configuration_error', 'traffic_surge', 'security_event'],
    {
      named: [
        'the managed rules of {thing} match JSON bodies',
        '{thing} published a rule that blocks multipart uploads',
        'a signature from {thing} fires on cookies',
        '{thing} lists office networks as hostile',
      ],
      plain: [
        'a managed rule matches JSON bodies',
        'a signature fires on cookies',
        'multipart uploads are blocked by the firewall',
      ],
      seen: ['uploads rejected', 'forms not submitting', 'partners blocked', 'customers seeing a block page'],
      proof: ['BlockedRequests from known networks', 'count mode letting all through', 'one rule label in all samples'],
    },
  ),
  family('edge-function', 'package', ['CLOUDFRONT', 'LAMBDA'], ['code_defect', 'deployment_failure'], {
    named: [
      '{thing} rewrites each path to the root',
      '{thing} drops query strings at the edge',
      'cache keys of {thing} mix tenants',
      'redirects made by {thing} point to themselves',
    ],
    plain: ['query strings are dropped at the edge', 'redirects point to themselves', 'cache keys mix tenants'],
    seen: ['foreign content shown', 'redirect loops in browsers', 'campaign links broken', 'pages without styles'],
    proof: [
      'x-cache hits for other tenants',
      'ERR_TOO_MANY_REDIRECTS in reports',
      'origin seeing a tenth of the requests',
    ],
  }),
  family('endpoint-policy', 'policy', ['VPC', 'S3'], ['permission_denied', 'configuration_error', 'network_failure'], {
    named: [
      '{thing} allows buckets of the organization only',
      'the endpoint policy {thing} leaves the mirror out',
      'attaching {thing} to the gateway endpoint cut off patch sources',
      '{thing} refuses reads of public data sets',
    ],
    plain: [
      'the endpoint policy leaves the mirror out',
      'reads of public data sets are refused at the endpoint',
      'patch sources were cut off at the gateway endpoint',
    ],
    seen: [
      'patching failed',
      'package repositories unreachable',
      'cluster bootstrap hanging',
      'model downloads refused',
    ],
    proof: [
      'allowed from outside the network',
      'policy version of this morning',
      'explicit refusal naming the endpoint',
    ],
  }),
  family('vault-lock', 'policy', ['BACKUP', 'IAM'], ['permission_denied', 'configuration_error'], {
    named: [
      '{thing} forbids deleting recovery points',
      'with {thing} copy jobs lack a grant',
      '{thing} limits backup roles to one account',
      'roles under {thing} cannot tag snapshots',
    ],
    plain: ['copy jobs lack a grant', 'backup roles cannot tag snapshots', 'deleting recovery points is forbidden'],
    seen: ['backups failing', 'retention not applied', 'restore tests refused', 'copies to the second account missing'],
    proof: ['job status ABORTED', 'simulation of the role refusing', 'changed by the landing zone'],
  }),
  family('zone-loss', 'zone', ['EC2', 'ELB'], ['hardware_failure', 'network_failure', 'provider_incident'], {
    named: [
      'packets to {thing} get lost',
      'hosts in {thing} see loss of a third',
      'the uplinks of {thing} flap',
      '{thing} is cut off from its neighbours',
    ],
    plain: ['one zone is cut off from its neighbours', 'packets between zones get lost', 'uplinks of a zone flap'],
    seen: ['quorum lost', 'replication stalled', 'targets flipping between states', 'leader elections each minute'],
    proof: ['UnHealthyHostCount in one zone only', 'loss of thirty percent between subnets', 'other zones clean'],
  }),
  family('trace-agent', 'package', ['EKS', 'EC2'], ['resource_exhaustion', 'code_defect', 'deployment_failure'], {
    named: [
      '{thing} spins on a closed socket',
      'profiling in {thing} takes a whole core',
      '{thing} instruments each loop',
      'the tracer {thing} never backs off',
    ],
    plain: ['the tracer takes a whole core', 'an agent spins on a closed socket', 'instrumentation never backs off'],
    seen: ['nodes saturated', 'latency tripled', 'autoscaling to the maximum', 'bills doubling'],
    proof: ['CPUUtilization of a sidecar alone', 'flame graphs with one frame', 'removing the agent helping at once'],
  }),
  family('calendar-data', 'package', ['LAMBDA', 'ECS'], ['data_error', 'code_defect'], {
    named: [
      '{thing} ships rules of last year',
      'dates computed by {thing} are an hour off',
      '{thing} knows no second of March',
      'offsets in {thing} are negative for Cairo',
    ],
    plain: ['dates are an hour off', 'offsets are negative for Cairo', 'rules of last year are used for time zones'],
    seen: ['appointments moved', 'slots double booked', 'reports for the wrong day', 'jobs starting early'],
    proof: ['only places that switched on Friday', 'tables older than the decree', 'unit tests failing since midnight'],
  }),
  family('wire-format', 'package', ['MSK', 'LAMBDA'], ['data_error', 'code_defect', 'deployment_failure'], {
    named: [
      '{thing} renumbers its fields',
      'records of {thing} cannot be decoded by older readers',
      '{thing} writes enums as text',
      'the generated classes of {thing} lost a field',
    ],
    plain: ['fields were renumbered', 'records cannot be decoded by older readers', 'enums are written as text'],
    seen: ['consumers stopping at one offset', 'dead letters by the thousand', 'balances missing', 'exports cut short'],
    proof: ['decoding exceptions at the same byte', 'schema registry showing two versions', 'older producers fine'],
  }),
  family('asset-host', 'host', ['CLOUDFRONT', 'ECS'], ['dependency_failure', 'dns_failure', 'network_failure'], {
    named: [
      'scripts from {thing} are not served',
      '{thing} points to an empty bucket',
      'fonts at {thing} answer with 410',
      'the zone of {thing} was parked',
    ],
    plain: ['scripts of a third party are not served', 'fonts answer with 410', 'an asset host was parked'],
    seen: ['blank start page', 'payment form not loading', 'consent banner missing', 'players without controls'],
    proof: ['browser console full of load failures', 'same from every country', 'own origin fine'],
  }),
  family('root-store', 'host', ['ELB', 'ECS'], ['certificate_expiry', 'network_failure', 'dependency_failure'], {
    named: [
      '{thing} moved to a root that older stores distrust',
      'the new issuer of {thing} is not trusted',
      'handshakes with {thing} end at the intermediate',
      '{thing} presents a cross-signed path that lapsed',
    ],
    plain: [
      'the new issuer is not in older stores',
      'handshakes end at the intermediate',
      'a cross-signed path lapsed',
    ],
    seen: ['callbacks refused', 'terminals offline', 'file transfer failing', 'older devices unable to pay'],
    proof: ['unknown issuer on older hosts only', 'newer stores accepting it', 'path ending in a root of 2006'],
  }),
  family(
    'gpu-image',
    'image',
    ['SAGEMAKER', 'BATCH'],
    ['deployment_failure', 'hardware_failure', 'configuration_error'],
    {
      named: [
        '{thing} ships a driver without its module',
        'hosts from {thing} see no accelerator',
        '{thing} pins a toolkit that the driver refuses',
        'jobs on {thing} end at device discovery',
      ],
      plain: ['the driver does not find its module', 'hosts see no accelerator', 'jobs end at device discovery'],
      seen: ['training not starting', 'inference on CPU', 'forecasts late', 'queues of jobs waiting'],
      proof: ['nvidia-smi without devices', 'older machine images fine', 'exit code 127 in all jobs'],
    },
  ),
  family(
    'engine-upgrade',
    'module',
    ['RDS', 'DMS'],
    ['database_contention', 'deployment_failure', 'configuration_error'],
    {
      named: [
        '{thing} turned minor upgrades on',
        'statistics are gone after {thing} upgraded the engine',
        '{thing} reset the parameter group',
        'plans changed since {thing} moved the engine',
      ],
      plain: [
        'statistics are gone after the engine moved',
        'the parameter group was reset',
        'plans changed after a minor upgrade',
      ],
      seen: [
        'queries scanning whole tables',
        'pages taking a minute',
        'replicas hours behind',
        'locks waiting in a row',
      ],
      proof: ['engine version of last night', 'ANALYZE bringing relief', 'shared buffers at their default'],
    },
  ),
];

/** Trouble that is nobody else's: `{app}` is an application of the client. */
export const ALONE = [
  [
    ['ECS'],
    'traffic_surge',
    ['a newsletter sent everybody to {app} at once', 'a crawler walked through {app}', 'ticket sales opened on {app}'],
  ],
  [
    ['LAMBDA'],
    'configuration_error',
    [
      'a variable of {app} points to the test queue',
      'the timeout of {app} was set to three seconds',
      'the memory of {app} was halved',
    ],
  ],
  [
    ['RDS'],
    'database_contention',
    [
      'a report of {app} locks the orders table',
      'an index of {app} was dropped by mistake',
      'a long transaction of {app} blocks vacuum',
    ],
  ],
  [
    ['S3'],
    'permission_denied',
    [
      'the bucket policy of {app} lost a statement',
      'a role of {app} was deleted in a cleanup',
      '{app} reads a bucket of the older account',
    ],
  ],
  [
    ['ECS', 'ECR'],
    'deployment_failure',
    [
      'the health check path of {app} was renamed',
      'a migration of {app} ran twice',
      '{app} was rolled out to half of its tasks',
    ],
  ],
  [
    ['EC2'],
    'resource_exhaustion',
    [
      'logs of {app} filled the root volume',
      'temporary files of {app} are never removed',
      '{app} keeps every upload in memory',
    ],
  ],
  [
    ['SQS'],
    'data_error',
    [
      'an empty order stops the consumer of {app}',
      '{app} received a file in a foreign encoding',
      'an import of {app} has two header rows',
    ],
  ],
  [
    ['LAMBDA', 'DYNAMODB'],
    'code_defect',
    ['{app} reads a field that may be absent', 'a retry of {app} has no end', '{app} sums prices as text'],
  ],
  [
    ['IAM'],
    'security_event',
    ['an access key of {app} was used from a new country', 'somebody tried passwords on {app}'],
  ],
  [
    ['EKS'],
    'capacity_shortage',
    [
      'no node is large enough for {app}',
      'the spot pool of {app} was reclaimed',
      'requests of {app} exceed the quota of its namespace',
    ],
  ],
  [
    ['ROUTE53'],
    'dns_failure',
    ['a record of {app} was removed with the older stack', '{app} resolves to the blue environment'],
  ],
  [['ELB'], 'network_failure', ['the security group of {app} lost its ingress', 'a peering route of {app} is missing']],
  [
    ['ACM'],
    'certificate_expiry',
    ['the certificate of {app} could not be renewed by mail', 'the validation record of {app} is gone'],
  ],
  [
    ['COGNITO'],
    'authentication_failure',
    ['the callback address of {app} was mistyped', 'the client secret of {app} was rotated by hand'],
  ],
];

/** Reports that found nothing. */
export const VAGUE = [
  '{app} is degraded, and several explanations remain',
  'no cause was established for the failures of {app}',
  'signals of {app} contradict each other',
];

/** Other spellings of a category are a matter of the client; a wrong one is taken from here. */
export const CATEGORIES = [...new Set(FAMILIES.flatMap(({ categories }) => categories))];

function family(id, shares, services, categories, texts) {
  return { id, shares, services, categories, ...texts };
}
