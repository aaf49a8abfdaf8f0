// A labelled corpus, made up from a seed: what teams paste into incidents, with noise in the vendors' forms for secrets.
// Written from the vendors' documents and from incident reports, and not looked at when rules are written.
import { noiseOf } from './noise.mjs';

/**
 * @typedef {object} Labelled
 * @property {string} text
 * @property {'text' | 'summary'} profile
 * @property {string} group
 * @property {string | undefined} planted what must go, as it stands in the text; undefined in a harmless text
 * @property {string | undefined} plain the same without its dress
 * @property {string | undefined} around what may go with it
 */

/** The digits with the check digit of Luhn behind them. */
function luhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** ISO 13616. */
function iban(country, rest) {
  const numeric = [...`${rest}${country}00`].map((character) => parseInt(character, 36)).join('');
  return `${country}${String(98n - (BigInt(numeric) % 97n)).padStart(2, '0')}${rest}`;
}

const token = (n, length) => `${n.pick(['q8X', 'Zr5', 'b3N'])}${n.base62(length - 3)}`;

/** What shows by itself what it is. */
const SECRETS = [
  (n) => `${n.pick(['AKIA', 'ASIA'])}${n.base32(16)}`,
  (n) => `gh${n.pick(['p', 'o', 's', 'u', 'r'])}_${token(n, 36)}`,
  (n) => `github_pat_11${n.base32(20)}_${token(n, 59)}`,
  (n) => `glpat-${token(n, 20)}`,
  (n) => `xoxb-${n.whole(1, 9)}${n.digits(11)}-${n.whole(1, 9)}${n.digits(12)}-${token(n, 24)}`,
  (n) => `${n.pick(['sk', 'rk'])}_live_${token(n, 24)}`,
  (n) => `npm_${token(n, 36)}`,
  (n) => `AIza${token(n, 35)}`,
  (n) => `SG.${token(n, 22)}.${token(n, 43)}`,
  (n) => `sk-ant-api03-${token(n, 93)}`,
  (n) => `sk-proj-${token(n, 60)}`,
  (n) => `hvs.${token(n, 90)}`,
  (n) => `dop_v1_${n.hex(64)}`,
  (n) => `lin_api_${token(n, 40)}`,
  (n) => `dapi${n.hex(32)}`,
  (n) => `hf_${token(n, 34)}`,
  (n) => `glsa_${token(n, 32)}_${n.hex(8)}`,
  (n) => `shpat_${n.hex(32)}`,
  (n) => `PMAK-${n.hex(24)}-${n.hex(34)}`,
  (n) => `NRAK-${n.base32(27)}`,
  (n) => `pypi-AgEIcHlwaS5vcmc${token(n, 80)}`,
  (n) => `${n.digits(10)}:AA${token(n, 33)}`,
  (n) => `dp.pt.${token(n, 43)}`,
  (n) => `pscale_tkn_${token(n, 43)}`,
  (n) => `sq0csp-${token(n, 43)}`,
  (n) => `https://hooks.slack.com/services/T${n.base32(8)}/B${n.base32(10)}/${token(n, 24)}`,
  (n) =>
    `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(`{"sub":"${n.digits(9)}","iat":17${n.digits(8)}}`).toString('base64url')}.${n.base62(86)}`,
];
/** What only its surroundings give away: the secret between « and », and what may go with it between ‹ and ›. */
const NAMED = [
  (n) => `AWS_SECRET_ACCESS_KEY=«${n.base64(40)}»`,
  (n) => `"secretAccessKey": "«${n.base64(40)}»"`,
  (n) => `DB_PASSWORD=«${token(n, n.whole(12, 24))}»`,
  (n) => `spring.datasource.password: «${token(n, 14)}»`,
  (n) => `{"client_secret":"«${n.hex(32)}»","grant_type":"client_credentials"}`,
  (n) => `Authorization: Bearer «${token(n, 40)}»`,
  (n) => `curl -u deploy:«${token(n, 16)}» https://artifacts.example.org/v2`,
  (n) => `mysql -h db -u root -p«${token(n, 14)}» orders`,
  (n) => `postgres://app:«${token(n, 16)}»@db.example.net:5432/core`,
  (n) => `mongodb+srv://svc:«${token(n, 20)}»@cluster0.example.net/prod`,
  (n) => `git clone https://oauth2:«${token(n, 20)}»@git.example.org/team/app.git`,
  (n) => `Set-Cookie: session=«${token(n, 32)}»; Path=/; HttpOnly`,
  (n) => `AccountName=store;AccountKey=«${n.base64(86)}==»;EndpointSuffix=core.windows.net`,
  (n) => `x-api-key: «${token(n, 40)}»`,
  (n) => `the password was set to «${token(n, 16)}» by the migration`,
  (n) => `‹-----BEGIN RSA PRIVATE KEY-----\n«${n.base64(64)}\n${n.base64(64)}»\n-----END RSA PRIVATE KEY-----›`,
  (n) => `redis-cli -h cache -a «${token(n, 18)}» ping`,
  (n) => `docker login -u ci -p «${token(n, 22)}» registry.example.org`,
  (n) => `<add name="db" connectionString="Server=db;User Id=sa;Password=«${token(n, 14)}»;" />`,
  (n) => `  - name: STRIPE_WEBHOOK_SECRET\n    value: «whsec_${token(n, 32)}»`,
  (n) => `sshpass -p '«${token(n, 12)}»' ssh root@bastion`,
  (n) => `PIN for the vault is «${n.digits(6)}»`,
  (n) => `X-Amz-Credential=x&X-Amz-Signature=«${n.hex(64)}»`,
];
const NETWORK = [
  (n) => `${n.pick([10, 34, 52, 100, 172, 203])}.${n.whole(16, 254)}.${n.whole(10, 254)}.${n.whole(10, 254)}`,
  (n) => `2600:1f1${n.hex(1)}:${n.hex(4)}:a${n.hex(3)}::${n.whole(10, 99)}`,
  (n) => `fd${n.hex(2)}:${n.hex(4)}:${n.hex(4)}::b${n.hex(2)}`,
  (n) => `02:${n.hex(2)}:${n.hex(2)}:${n.hex(2)}:${n.hex(2)}:e${n.hex(1)}`,
  (n) => `ip-10-${n.whole(0, 254)}-${n.whole(0, 254)}-${n.whole(1, 254)}.eu-west-1.compute.internal`,
  (n) => `${n.pick(['ledger', 'search', 'queue'])}-${n.whole(1, 30)}.prod.corp.internal`,
  (n) => `${n.pick(['orders', 'users'])}.c${n.letters(11)}.eu-central-1.rds.amazonaws.com`,
  (n) => `${n.pick(['cart', 'quote'])}.shop.svc.cluster.local`,
];
const PERSONAL = [
  (n) => `${n.letters(5)}.${n.letters(7)}@${n.letters(8)}.${n.pick(['com', 'co.uk', 'de', 'io'])}`,
  (n) => `+49 30 ${n.whole(2, 9)}${n.digits(7)}`,
  (n) => `+1 ${n.pick(['212', '415', '617'])}-555-${n.digits(4)}`,
  (n) => `+44 20 7${n.digits(3)} ${n.digits(4)}`,
  (n) => luhn(`${n.pick(['4539', '5425', '6011'])}${n.digits(11)}`).replace(/(.{4})(?=.)/g, '$1 '),
  (n) => luhn(`${n.pick(['4539', '5425', '6011'])}${n.digits(11)}`),
  (n) => iban('DE', `${n.whole(1, 9)}${n.digits(17)}`),
  (n) => iban('NL', `INGB0${n.digits(9)}`),
];
const PERSONAL_NAMED = [
  (n) => `SSN «${n.whole(100, 665)}-${n.whole(10, 99)}-${n.whole(1000, 9999)}»`,
  (n) =>
    `approved by «${n.pick(['Maria', 'Thomas', 'Fatima', 'Kenji', 'Olga'])} ${n.pick(['Keller', 'Okafor', 'Lindgren', 'Moreau'])}»`,
  (n) => `National Insurance number «QQ ${n.digits(2)} ${n.digits(2)} ${n.digits(2)} C»`,
  (n) => `call her on «0171 ${n.whole(200, 999)} ${n.digits(4)}» after six`,
  (n) => `card «${luhn(`37${n.digits(12)}`).replace(/^(.{4})(.{6})/, '$1 $2 ')}» was declined`,
  (n) => `on-call: «${n.pick(['Priya', 'Jonas', 'Elena'])} ${n.pick(['Raman', 'Weiss', 'Costa'])}», secondary none`,
  (n) => `assigned to «${n.pick(['Sarah', 'Daniel', 'Lucia', 'Ahmed'])} ${n.pick(['Novak', 'Petersen', 'Castillo'])}»`,
];
const AWS_IDS = [
  (n) => `arn:aws:iam::«${n.whole(2, 9)}${n.digits(10)}3»:role/deployer`,
  (n) => `arn:aws:lambda:us-east-1:«${n.whole(2, 9)}${n.digits(10)}7»:function:resize`,
  (n) => `account «${n.whole(2, 9)}${n.digits(10)}1» hit its quota`,
  (n) => `https://sqs.eu-west-1.amazonaws.com/«${n.whole(2, 9)}${n.digits(10)}9»/orders`,
  (n) => `principal «AROA${n.base32(17)}» assumed it`,
];

/** Places where a value of its own form is found. */
const PLACES = [
  (value) => `Root cause: ${value} was used after the rotation, so every call failed.`,
  (value) => `The job logged ${value}; nobody noticed until Monday.`,
  (value) => `We saw (${value}) in the crash report.`,
  (value) => `Was it "${value}"? Yes.`,
  (value) => `{"event":"denied","subject":"${value}","attempts":3}`,
  (value) => `VALUE=${value}\nLOG_LEVEL=info`,
  (value) => `- from: ${value}\n  retries: 4`,
  (value) => `2026-11-12 09:41:07 WARN retry for ${value}, attempt 2`,
  (value) => `| before | ${value} | stale |`,
  (value) => `> ${value}\nquoted from the ticket`,
];
/** Ways to dress a value up, by accident or on purpose. */
const DRESSES = [
  (value) => `${value.slice(0, 5)}\u200b${value.slice(5)}`,
  (value) => `${value.slice(0, 7)}\u00ad${value.slice(7)}`,
  (value) => [...value].map((character) => (/[!-~]/.test(character) ? fullWidth(character) : character)).join(''),
  (value) => `${value.slice(0, 3)}${percent(value[3])}${value.slice(4)}`,
  (value) => `${value.slice(0, 4)}\\u00${value.charCodeAt(4).toString(16)}${value.slice(5)}`,
  (value) => `${value.slice(0, 2)}&#${value.charCodeAt(2)};${value.slice(3)}`,
  (value) => [...value].map((character) => (/[0-9]/.test(character) ? fullWidth(character) : character)).join(''),
];
const fullWidth = (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0);
const percent = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** Lines that a summary should not carry, whole. */
const LINES = [
  (n) =>
    `2026-11-12T09:41:${n.whole(10, 59)}.${n.digits(3)}Z ERROR [http-${n.whole(1, 40)}] c.a.Checkout - Failed to reserve basket ${n.digits(6)}`,
  (n) =>
    `level=warn ts=2026-11-12T09:41:${n.whole(10, 59)}.${n.digits(3)}Z caller=sync.go:${n.whole(10, 400)} msg="write stalled"`,
  (n) =>
    `Nov 12 09:41:${n.whole(10, 59)} node-${n.whole(1, 9)} kubelet[${n.digits(4)}]: Liveness probe failed for pod cart`,
  (n) => `{"level":"error","time":"2026-11-12T09:41:${n.whole(10, 59)}Z","msg":"upstream closed the connection"}`,
  (n) =>
    `java.net.SocketTimeoutException: connect timed out\n\tat com.acme.Cart.load(Cart.java:${n.whole(1, 400)})\n\tat com.acme.Api.get(Api.java:${n.whole(1, 400)})`,
  (n) =>
    `Traceback (most recent call last):\n  File "/srv/app/jobs.py", line ${n.whole(1, 400)}, in run\n    batch = queue.take()\nTimeoutError: no batch`,
  (n) =>
    `TypeError: Cannot read properties of undefined (reading 'total')\n    at price (/srv/app/price.js:${n.whole(1, 99)}:13)`,
  (n) =>
    `2026/11/12 09:41:${n.whole(10, 59)} [error] 31#31: *${n.digits(5)} connect() failed (111: Connection refused)`,
  (n) =>
    `PHP Fatal error:  Uncaught TypeError: price() in /srv/app/price.php:${n.whole(1, 99)}\nStack trace:\n#0 /srv/app/index.php(${n.whole(1, 99)}): price()\n#1 {main}`,
  (n) =>
    `NoMethodError (undefined method 'total' for nil:NilClass):\napp/models/cart.rb:${n.whole(1, 99)}:in 'total'\napp/controllers/carts_controller.rb:${n.whole(1, 99)}:in 'show'`,
];

/** What looks like something, and is nothing to mask. */
const HARMLESS = [
  (n) => `Rolled back to commit ${n.hex(40)} within ${n.whole(2, 50)} minutes.`,
  (n) => `The image sha256:${n.hex(64)} had been pulled twice.`,
  (n) => `RequestId: ${n.hex(8)}-${n.hex(4)}-4${n.hex(3)}-9${n.hex(3)}-${n.hex(12)} Version: $LATEST`,
  (n) => `i-0${n.hex(16)} left vol-0${n.hex(16)} attached in eu-west-1b.`,
  (n) => `Root=1-${n.hex(8)}-${n.hex(24)};Sampled=1`,
  (n) => `Duration: ${n.whole(100, 29999)}.${n.digits(2)} ms Max Memory Used: ${n.whole(90, 900)} MB`,
  (n) =>
    `p50 ${n.whole(10, 90)} ms, p99 ${n.whole(100, 900)}.${n.digits(2)} ms, ${n.whole(1, 9)},${n.digits(3)} requests`,
  (n) =>
    `Upgraded nginx from 1.${n.whole(10, 29)}.${n.whole(0, 9)} to 1.${n.whole(10, 29)}.${n.whole(0, 9)} at ${n.whole(10, 23)}:${n.whole(10, 59)}.`,
  (n) => `Kernel 5.10.${n.whole(100, 230)}-${n.whole(100, 230)}.850.amzn2 panicked.`,
  (n) => `epoch ${n.whole(1700000000, 1790000000)} is when the lease ran out`,
  (n) => `order ${n.digits(12)} was charged once`,
  (n) => `shard-00000000000${n.whole(1, 9)} lagged by ${n.whole(1000, 90000)} records`,
  (n) => `ETag: "${n.hex(32)}" did not change`,
  (n) => `{"status":503,"elapsedMs":${n.whole(100, 9000)},"route":"/v2/carts/{id}"}`,
  (n) =>
    `Between 2026-11-${n.whole(10, 28)} and 2026-12-${n.whole(10, 28)} the token bucket was empty ${n.whole(2, 40)} times.`,
  () => 'The password was rotated, and the secret manager alarm went quiet.',
  () => 'api_key: ${API_KEY} and token=$TOKEN come from the environment',
  () => 'Authorization failed: the header carried no credentials.',
  () => 'arn:aws:s3:::public-assets/logo.png returned 403',
  () => 'arn:aws:iam::aws:policy/ReadOnlyAccess was detached',
  () => 'dynamodb.eu-west-1.amazonaws.com answered with throttling',
  () => 'Health checks reach 127.0.0.1:8080 and [::1]:8080 only.',
  () => 'The primary key (tenant_id, order_id) made a hot partition key likely.',
  () => 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGmP0bLzVqk1T5rJ9w3xS8dYc7uQh2nFvXe4KaRt6LoW is a public key',
  () => 'AKIAIOSFODNN7EXAMPLE is the key of the documentation.',
  () => 'Northern Virginia, the Amazon Linux image and Monday Morning release were ruled out.',
  (n) => `max_tokens: ${n.whole(1000, 9000)}, key_rotation_days = ${n.whole(30, 120)}`,
  (n) => `CVE-2026-${n.digits(5)} does not apply to build ${n.digits(6)}.`,
  (n) => `at com.acme.cart.Loader.load(Loader.java:${n.whole(1, 400)})`,
  (n) => `Ticket 4${n.digits(3)}-${n.digits(4)} and change CHG00${n.digits(5)} were closed.`,
  (n) => `cacheKey=${n.hex(32)}, etag W/"${n.hex(16)}", span ${n.hex(16)}`,
  (n) => `Latitude 52.${n.digits(6)}, longitude 13.${n.digits(6)} is the data centre.`,
  (n) => `GET /v2/carts/${n.digits(9)}?page=${n.whole(1, 90)}&sort=asc 404 ${n.whole(2, 90)} ms`,
  () => 'Token validation was slow; secrets were read from the vault at every call.',
  (n) =>
    `terraform plan: ${n.whole(1, 9)} to add, ${n.whole(1, 9)} to change in module.network.aws_subnet.a[${n.whole(0, 3)}]`,
  (n) => `The queue held ${n.digits(7)} messages; the oldest was ${n.whole(2, 50)} h old.`,
];

function unmark(marked) {
  const inside = (open, close) => marked.slice(marked.indexOf(open) + 1, marked.indexOf(close));
  const planted = inside('«', '»');
  const around = marked.includes('‹') ? inside('‹', '›').replace(/[«»]/g, '') : planted;
  return { text: marked.replace(/[«»‹›]/g, ''), planted, around };
}

/** @returns {Labelled[]} the same texts for the same seed */
export function corpus(seed) {
  const noise = noiseOf(seed);
  const texts = [];
  const add = (group, text, planted, plain = planted, around = planted, profile = 'text') =>
    texts.push({ group, text, planted, plain, around, profile });
  const inPlace = (group, makers, each) => {
    for (const make of makers)
      for (let round = 0; round < each; round++) {
        const value = make(noise);
        add(group, noise.pick(PLACES)(value), value);
      }
  };
  const marked = (group, makers, each) => {
    for (const make of makers)
      for (let round = 0; round < each; round++) {
        const { text, planted, around } = unmark(make(noise));
        const place = noise.pick([text, text, `It was in the log:\n${text}\nand then it stopped.`]);
        add(group, place, planted, planted, around);
      }
  };
  inPlace('secrets', SECRETS, 10);
  marked('secrets', NAMED, 10);
  inPlace('network', NETWORK, 20);
  inPlace('personal', PERSONAL, 20);
  marked('personal', PERSONAL_NAMED, 12);
  marked('AWS ids', AWS_IDS, 16);
  for (const dress of DRESSES)
    for (const make of [SECRETS[0], SECRETS[1], SECRETS[5], SECRETS[6], NETWORK[0], PERSONAL[0]])
      for (let round = 0; round < 3; round++) {
        const plain = make(noise);
        const worn = dress(plain);
        add('evasions', noise.pick(PLACES.slice(0, 3))(worn), worn, plain);
      }
  for (const make of LINES)
    for (let round = 0; round < 10; round++) {
      const line = make(noise);
      add('log lines', `Checkout was down for an hour.\n${line}\nA restart helped.`, line, line, line, 'summary');
    }
  for (const make of HARMLESS) for (let round = 0; round < 14; round++) add('harmless', make(noise));
  return texts;
}
