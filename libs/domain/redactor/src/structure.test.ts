import { findStructure } from './structure';

/** One line of every logger and format that the list of patterns names, as it writes them. */
const LOG_LINES = [
  '2026-07-12 14:27:40.618  WARN 1 --- [nio-8080-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper   : SQL Error: 0, SQLState: 08001',
  '14:27:40.618 [main] ERROR com.acme.Orders - boom happened here',
  '[2026-07-12 14:27:40,618] ERROR [ReplicaManager broker=2] Error processing append operation (kafka.server.ReplicaManager)',
  '[2026-07-12 14:27:40 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:91)',
  '[2026-07-12T14:27:40.618+0000] {local_task_job.py:225} INFO - Task exited with return code 1',
  '2026-07-12 14:27:40,618 ERROR orders.worker could not reserve stock',
  'WARNING:urllib3.connectionpool:Retrying after connection broken',
  'ERROR:    Exception in ASGI application',
  '[12/Jul/2026 14:27:40] "GET /api/orders HTTP/1.1" 500 145',
  '203.0.113.9 - alice [12/Jul/2026:14:27:40 +0200] "POST /login HTTP/2.0" 401 12',
  '2026/07/12 14:27:40 [error] 31#31: *8123 upstream timed out (110: Connection timed out) while reading response header',
  'Jul 12 14:27:40 lb-1 haproxy[31]: 10.0.0.9:33317 [12/Jul/2026:14:27:40.618] http-in app/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0',
  '<165>1 2026-07-12T14:27:40.003Z host app 8710 ID47 [x@32473 a="b"] disk failing',
  '2026-07-12T14:27:40.618123+00:00 web-1 sshd[991]: Accepted publickey for deploy',
  '[12345.678901] Out of memory: Killed process 4141 (java) total-vm:8123456kB, anon-rss:4123456kB',
  '[Sun Jul 12 14:27:40 2026] EXT4-fs error (device nvme1n1): ext4_find_entry:1455',
  'type=SYSCALL msg=audit(1770907252.123:456): arch=c000003e syscall=2 success=no',
  'W0712 14:27:40.618123   12345 controller.go:99] error syncing queue',
  '{"level":"info","ts":"2026-07-12T14:27:40.618Z","logger":"etcd-client","msg":"retrying of unary invoker failed"}',
  '{"level":50,"time":1770907252123,"pid":7,"hostname":"web-1","msg":"checkout failed","reqId":"9"}',
  '{"@timestamp":"2026-07-12T14:27:40.618Z","log.level":"ERROR","message":"write failed","service.name":"orders"}',
  '{"Timestamp":"2026-07-12T14:27:40.618Z","Level":"Error","MessageTemplate":"Order {Id} failed","Properties":{"Id":9}}',
  '{"severity":"ERROR","timestamp":"2026-07-12T14:27:40.618Z","textPayload":"Order failed badly","resource":{"type":"k8s_container"}}',
  '{"time":"2026-07-12T14:27:40.618Z","type":"platform.report","record":{"requestId":"82f313cd-7cbe-453f-bbc0-476cd1db1086","metrics":{"durationMs":101.51,"billedDurationMs":300}}}',
  '{"log":"checkout failed for order\\n","stream":"stderr","time":"2026-07-12T14:27:40.618123Z"}',
  '{"log_level":"ERROR","message":"checkout failed","asctime":"2026-07-12 14:27:40"}',
  '2026-07-12T14:27:40.618Z\t82f313cd-7cbe-453f-bbc0-476cd1db1086\tINFO\tfetched nine orders',
  'ts=2026-07-12T14:27:40.618Z caller=compact.go:519 level=error component=tsdb msg="compaction failed"',
  't=2026-07-12T14:27:40+0000 lvl=eror msg="Request error" logger=context',
  'method=GET path=/orders format=json controller=OrdersController action=index status=500 duration=58.33 view=40.43 db=15.26',
  'Started GET "/orders" for 10.2.3.4 at 2026-07-12 14:27:40 +0000',
  'Processing by OrdersController#index as JSON',
  '[7] - Worker 0 (PID: 19) booted in 0.1s, phase: 0',
  '2026-07-12T14:27:40.618Z 7 TID-ow8 OrderJob JID-b4a577edbccf INFO: start',
  '[12-Jul-2026 14:27:40 UTC] PHP Fatal error:  Allowed memory size exhausted in /var/www/a.php on line 9',
  '[2026-07-12T14:27:40.618123+00:00] request.CRITICAL: Uncaught PHP Exception RuntimeException: "boom" [] []',
  'NOTICE: PHP message: PHP Warning: foreach() argument must be of type array',
  '[2026-07-12 14:27:40.618][31][warning][upstream] [source/common/upstream/cluster.cc:1234] strict dns resolve failed',
  '2026-07-12T14:27:40.618123Z\tinfo\tads\tPush debounce stable for config',
  '{"level":"error","ts":1770907252.12,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.2.3.4"},"status":502}',
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port sc-status time-taken',
  '2026-07-12T14:27:40.618123Z my-clb 192.0.2.9:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://x:80/ HTTP/1.1" "curl" - -',
  '2026-07-12\t14:27:40\tFRA56-P1\t1045\t192.0.2.9\tGET\td111.cloudfront.net\t/index.html\t502\t-\tMozilla/5.0\t-\t-\tError',
  '2 123456789012 eni-0a1b2c3d4e5f67890 10.0.1.5 203.0.113.9 49152 443 6 10 840 1620000000 1620000060 REJECT OK',
  '2026-07-12T14:27:40.618Z 82f313cd-7cbe-453f-bbc0-476cd1db1086 Task timed out after 3.00 seconds',
  '[ERROR] 2026-07-12T14:27:40.618Z 82f313cd-7cbe-453f-bbc0-476cd1db1086 could not write order',
  'INIT_REPORT Init Duration: 10010.12 ms\tPhase: init\tStatus: timeout',
  '2026-07-12 14:27:40 UTC:10.0.1.5(41234):app@core:[991]:FATAL:  remaining connection slots are reserved',
  "LOG:  duration: 5123.456 ms  statement: SELECT * FROM orders WHERE status = 'open'",
  "STATEMENT:  UPDATE orders SET status = 'x' WHERE id = 9",
  '# User@Host: app[app] @  [10.0.1.5]  Id:  9123',
  '2026-07-12T14:27:40.618123Z 9123 [Warning] [MY-010055] [Server] IP address could not be resolved',
  '2026-07-12T14:27:40.618+0000 I NETWORK  [conn12] end connection 10.0.1.5:41234 (3 connections now open)',
  '1:C 12 Jul 2026 14:27:40.618 * RDB: 4 MB of memory used by copy-on-write',
  '[2026-07-12T14:27:40,618][WARN ][o.e.c.r.a.DiskThresholdMonitor] [es-1] high disk watermark [90%] exceeded',
  '=ERROR REPORT==== 12-Jul-2026::14:27:40 ===',
  '14:27:40.618 request_id=Fx9 [info] Sent 500 in 58ms',
  'orders_1      | ERROR: relation "orders" does not exist',
  'pod/web-7c5ddbdf54-x9kqp orders 2026-07-12T14:27:40.618123456Z checkout failed',
  '[2026-07-12T14:27:40.618+0000][info][gc] GC(91) Pause Full (Allocation Failure) 2047M->2046M(2048M) 4123.456ms',
  '2026-07-12T14:27:40.618+0000: 91.123: [Full GC (Ergonomics) [PSYoungGen: 1024K->0K(2048K)] 4.12 secs]',
  'Error 7/12/2026 2:27:40 PM Application Error 1000 (100) Faulting application name: orders.exe',
  '2026-07-12 14:27:40.61 spid51      Error: 1205, Severity: 13, State: 51.',
  '[14:27:40 INF] Starting web host',
  '2026-07-12 14:27:40.6180|ERROR|Orders.Worker|Order 9 failed|',
  '07-12 14:27:40.618  1234  5678 E AndroidRuntime: FATAL EXCEPTION: main',
  '26/07/12 14:27:40 ERROR Executor: Exception in task 0.0 in stage 3.0 (TID 9)',
  '12-Jul-2026 14:27:40.618 SEVERE [main] org.apache.catalina.core.StandardContext.startInternal Error during start',
  'Jul 12, 2026 2:27:40 PM org.apache.coyote.AbstractProtocol start',
  '2026-07-12 14:27:40 ERROR OrderService:42 - could not reserve stock',
  'ERROR 2026-07-12T14:27:40.618Z orders failed to persist',
  'ERROR [main] com.acme.Orders - could not reserve stock',
  '[ERROR] com.acme.Orders: could not reserve stock',
  'error: could not reserve stock {"service":"orders","timestamp":"2026-07-12T14:27:40.618Z"}',
  '2026-07-12T14:27:40.618Z - error: could not reserve stock',
  '[2026-07-12T14:27:40.618] [ERROR] default - could not reserve stock',
  '[14:27:40.618] ERROR (7): could not reserve stock',
  '::1 - GET /orders 500 12.345 ms - 12',
  '  2026-07-12T14:27:40.618123Z ERROR orders::worker: could not reserve stock order_id=9',
  '2026/07/12 14:27:40 could not reserve stock: context deadline exceeded',
  '2026/07/12 14:27:40 http: panic serving 10.0.0.9:41234: runtime error: index out of range',
  '1770907252.618 ERROR could not reserve stock',
  '1770907252.618    91 10.0.1.5 TCP_MISS/503 4123 GET http://x/y - HIER_NONE/- text/html',
  '2m          Warning   FailedScheduling   pod/web-7c5ddbdf54-x9kqp   0/3 nodes are available: 3 Insufficient memory.',
  '[GIN] 2026/07/12 - 14:27:40 | 500 |   12.345678ms |   10.0.0.9 | GET "/orders"',
  'Dec 31 23:59:59.999999 web-1 systemd[1]: orders.service: Main process exited, code=killed, status=9/KILL',
  'Jul 12 14:27:40 web-1 systemd[1]: Started orders.service.',
  '20260712T142740.618Z ERROR orders could not reserve stock',
  '2026-07-12T14:27:40,618 ERROR could not reserve stock',
  '2026-07-12T14:27:40.618 INFO  [orders] checkout failed',
  '12.07.2026 14:27:40.618 *ERROR* [qtp-1] com.day.cq.X could not resolve',
  'timestamp=2026-07-12T14:27:40Z severity=ERROR service=orders message="checkout failed"',
  'at=error code=H12 desc="Request timeout" method=GET path="/orders" host=x fwd="10.0.0.9" dyno=web.1 connect=1ms service=30000ms status=503 bytes=0',
  '2026-07-12T14:27:40.618123+00:00 app[web.1]: checkout failed for order',
];

/** Traces of the runtimes, each whole. */
const TRACES = [
  'java.util.concurrent.CompletionException: java.lang.IllegalStateException: pool closed\n\tat java.base/java.util.concurrent.CompletableFuture.encodeThrowable(CompletableFuture.java:314)\n\tat com.acme.orders.Worker$$Lambda$14/0x0000000800c8.run(Unknown Source)\n\tat jdk.internal.reflect.GeneratedMethodAccessor12.invoke(Unknown Source)\n\tat java.base/java.lang.Thread.run(Thread.java:1583)\n\tSuppressed: java.io.IOException: second\n\t\tat com.acme.Closer.close(Closer.java:9)\n\t\t... 3 more\nCaused by: java.lang.IllegalStateException: pool closed\n\tat com.acme.orders.Pool.take(Pool.java:77) [orders-1.2.jar!/:1.2]\n\t... 14 common frames omitted',
  'org.hibernate.exception.JDBCConnectionException: could not open connection\n  at org.hibernate.X.convert(X.java:9) ~[hibernate-core-5.6.jar:5.6]\nCaused by: com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: connection\nrefused by the far host\n  at com.zaxxer.hikari.pool.HikariPool.throwPoolInitializationException(HikariPool.java:596)\n  ... 31 more',
  'scala.MatchError: None (of class scala.None$)\n\tat com.acme.Orders$.$anonfun$run$1(Orders.scala:33)\n\tat scala.collection.immutable.List.foreach(List.scala:333)',
  'Traceback (most recent call last):\n  File "/app/db.py", line 42, in connect\n    raise KeyError("tenant")\nKeyError: \'tenant\'\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/app/main.py", line 9, in <module>\n    connect()\norders.errors.ConfigMissing: tenant not configured',
  '  + Exception Group Traceback (most recent call last):\n  |   File "/app/main.py", line 9, in <module>\n  |     asyncio.run(main())\n  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File "/app/main.py", line 4, in boom\n    |     raise ValueError("bad order")\n    | ValueError: bad order\n    +------------------------------------',
  'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied\n  File "/app/main.py", line 9, in run',
  "file:///app/dist/main.mjs:42\n    throw new Error('bad order');\n          ^\n\nError: bad order\n    at file:///app/dist/main.mjs:42:11\n    at ModuleJob.run (node:internal/modules/esm/module_job:222:25)\n    at async ModuleLoader.import (node:internal/modules/esm/loader:323:24)\n\nNode.js v20.11.1",
  "Uncaught TypeError: Cannot read properties of null (reading 'total')\n    at CartView.render (https://shop.example.com/static/js/main.3f2a.js:1:48211)\n    at https://shop.example.com/static/js/vendor.js:2:911",
  '(node:7) UnhandledPromiseRejectionWarning: Error: bad order\n    at Object.<anonymous> (/app/index.js:9:9)\n    at Module._compile (internal/modules/cjs/loader.js:1063:30)',
  'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6a1b2c]\n\ngoroutine 41 [running]:\nmain.(*Server).handle(0xc0001a2000, {0x7f2b, 0x1})\n\t/app/server.go:88 +0x1d\nnet/http.HandlerFunc.ServeHTTP(0xc000012345, {0x8a1, 0xc0001}, 0x0?)\n\t/usr/local/go/src/net/http/server.go:2136 +0x29\ncreated by main.main in goroutine 1\n\t/app/main.go:31 +0x1a5\nexit status 2',
  "thread 'tokio-runtime-worker' panicked at src/worker.rs:88:21:\ncalled `Result::unwrap()` on an `Err` value: PoolTimedOut\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/9fc6b4312/library/std/src/panicking.rs:645:5\n   1: core::panicking::panic_fmt\n   2: core::result::unwrap_failed\n             at /rustc/9fc6b4312/library/core/src/result.rs:1653:5\nnote: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.",
  "/app/models/order.rb:42:in `reserve!': insufficient stock (Orders::StockError)\n\tfrom /app/jobs/order_job.rb:9:in `perform'\n\tfrom /usr/local/bundle/gems/sidekiq-7.2.0/lib/sidekiq/processor.rb:202:in `execute_job'",
  "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /var/www/db.php:42\nStack trace:\n#0 /var/www/db.php(42): PDO->__construct('mysql:host=db')\n#1 /var/www/index.php(9): connect()\n#2 {main}\n  thrown in /var/www/db.php on line 42",
  'System.InvalidOperationException: Timeout expired. All pooled connections were in use.\n   at Microsoft.Data.SqlClient.SqlConnection.Open() in /_/src/SqlConnection.cs:line 1901\n   at Acme.Orders.Repo.<LoadAsync>d__4.MoveNext() in C:\\src\\Repo.cs:line 42\n--- End of stack trace from previous location where exception was thrown ---\n   at System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw()\n ---> System.ComponentModel.Win32Exception (258): Unknown error 258\n   --- End of inner exception stack trace ---',
  '==991==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x55d\nREAD of size 4 at 0x602000000010 thread T0\n    #0 0x55d8 in process_order /src/orders.c:42:9\n    #1 0x55d9 in main /src/main.c:9\n    #2 0x7f2b in __libc_start_main (/lib/x86_64-linux-gnu/libc.so.6+0x29d8f)\nSUMMARY: AddressSanitizer: heap-use-after-free /src/orders.c:42:9 in process_order',
  'Program received signal SIGSEGV, Segmentation fault.\n0x000055d8 in Orders::process (this=0x0) at src/orders.cpp:42',
  '** Reason for termination ==\n** {badmatch,{error,timeout}}\n    [{orders_worker,handle_call,3,[{file,"src/orders_worker.erl"},{line,42}]},\n     {gen_server,try_handle_call,4,[{file,"gen_server.erl"},{line,721}]}]',
  'Unhandled exception:\nNull check operator used on a null value\n#0      OrderList.build (package:shop/orders.dart:42:18)\n#1      StatelessElement.build (package:flutter/src/widgets/framework.dart:4827:28)\n<asynchronous suspension>',
  "lua: worker.lua:42: attempt to index a nil value (field 'stock')\nstack traceback:\n\tworker.lua:42: in function 'reserve'\n\tmain.lua:9: in main chunk\n\t[C]: in ?",
  "Get-Item : Cannot find path 'C:\\orders' because it does not exist.\nAt C:\\scripts\\deploy.ps1:42 char:5\n+     Get-Item C:\\orders\n+     ~~~~~~~~~~~~~~~~~~\n    + CategoryInfo          : ObjectNotFound: (C:\\orders:String) [Get-Item], ItemNotFoundException\n    + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
  'ORA-00060: deadlock detected while waiting for resource\nORA-06512: at "ORDERS.RESERVE", line 42\nORA-06512: at line 9',
  'RuntimeError: unreachable\n    at orders.wasm.run (wasm://wasm/0056a2be:wasm-function[42]:0x1a2b)\n    at async main (/app/index.js:9:3)',
  '"http-nio-8080-exec-3" #31 daemon prio=5 os_prio=0 cpu=12.34ms elapsed=91.12s tid=0x00007f nid=0x1f waiting on condition\n   java.lang.Thread.State: WAITING (parking)\n\tat jdk.internal.misc.Unsafe.park(java.base@17.0.2/Native Method)\n\t- parking to wait for  <0x00000000e0> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)\n\tat com.acme.Pool.take(Pool.java:77)\n   Locked ownable synchronizers:\n\t- None',
  'Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f2b (most recent call first):\n  File "/app/worker.py", line 42 in run\n  File "/app/main.py", line 9 in <module>',
];

/** Timelines, headings and sentences that begin like log lines or name what traces name. */
const PROSE = [
  '10:42 UTC the alarm fired and the on-call engineer acknowledged it.',
  '2026-07-12 14:27 UTC: rollback to 4.2.1 started',
  '* 14:31 the pool was raised from 32 to 64',
  '14:05:12 UTC - database failover completed',
  '2026-07-12T14:27:40Z the deployment finished',
  '**14:27 UTC** incident declared',
  '| Time | Event |',
  '## Timeline',
  '### Error budget',
  '2) Alert on connection wait time.',
  'ERROR rate rose to 12 % within five minutes.',
  'Warning signs were visible an hour before.',
  'Info: see the runbook for the details.',
  'Note: error budget used is 58 %.',
  'at 14:27 the pool was exhausted (see the graph above).',
  'The NullPointerException in OrderService.load came from a missing tenant.',
  'TimeoutException was thrown by the client after 3 s.',
  'Jul 12 was a quiet day before that.',
  'Status: mitigated. Impact: 4 % of checkouts.',
  'level of error was low',
  '## [4.2.1] - 2026-07-12',
  'Duration: 32 minutes',
  '14:27–14:59 UTC customers saw errors.',
  'Caused by a misconfigured retry policy.',
  'Call stack depth was not a factor.',
  'severity=HIGH and status=resolved were set by hand.',
  'warn the team before the next rollout',
  '> The customers noticed first.',
  '12 Jul 2026 14:27 UTC - alarm orders-5xx went into ALARM',
  'Completed the rollback in 4 minutes.',
  'Started the failover, then waited.',
  'GET /orders returned 500 for 8 % of calls.',
  'Warning BackOff events appeared on three pods.',
  'x = 9; y = 10',
  'Fatal: no.',
  'File "worker.py" was changed in commit c74358f.',
  'In OrderService.java:389 the id is read without a check.',
  '#1 priority is the pool size',
  '1: the deployment',
  'Unhandled cases remain in the parser.',
  'Severity: critical. Level: 2.',
  '+14m rollback',
  'Timestamp of the first error: 2026-07-12T14:27:40Z',
  'Alert: orders-5xx > 5 for 4 datapoints',
  'NOTICE to all teams: freeze until Monday',
  'Trace: see X-Ray for the segment.',
  'web | api | db were affected',
  'Logs begin to show timeouts at 14:27.',
  'Logon failed for a dozen users.',
  'Process: detect, decide, deploy.',
];

const before = 'Checkout latency rose after the rollout.';
const after = 'We rolled back to 4.2.1 and latency recovered.';
const SURROUNDINGS: readonly [name: string, around: (text: string) => string][] = [
  ['alone', (text) => text],
  ['between sentences', (text) => `${before}\n${text}\n${after}`],
  ['in a fence', (text) => `${before}\n\n\`\`\`\n${text}\n\`\`\`\n${after}`],
  ['quoted', (text) => `${before}\n${text.replace(/^/gm, '> ')}\n\n${after}`],
  ['with carriage returns', (text) => `${before}\r\n${text.replaceAll('\n', '\r\n')}\r\n${after}`],
];

/** What stays of the text when structure is taken out. */
function rest(text: string): string {
  let kept = '';
  let last = 0;
  for (const { start, end } of findStructure(text)) {
    kept += text.slice(last, start);
    last = end;
  }
  return kept + text.slice(last);
}

describe.each(SURROUNDINGS)('a raw line or trace %s', (_name, around) => {
  it.each([...LOG_LINES, ...TRACES])('goes whole, and nothing else does: %j', (text) => {
    expect(rest(around(text)).replace(/[\s>]/g, '')).toBe(rest(around('')).replace(/[\s>]/g, ''));
  });
});

describe('prose', () => {
  it.each(PROSE)('stays: %j', (text) => {
    expect(rest(text)).toBe(text);
  });

  it.each(PROSE)('stays between a log line and a trace: %j', (text) => {
    const mixed = `2026-07-12T14:27:40.618Z ERROR [http-1] c.b.Orders - Failed\n${text}\njava.lang.X: y\n\tat a.B.c(B.java:9)`;
    expect(rest(mixed).trim()).toBe(text.trim());
  });
});
