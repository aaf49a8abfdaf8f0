import type { RedactionRule } from '../../rule';
import { adobeRules } from './adobe';
import { airtableRules } from './airtable';
import { alibabaRules } from './alibaba';
import { anthropicRules } from './anthropic';
import { apifyRules } from './apify';
import { atlassianRules } from './atlassian';
import { authressRules } from './authress';
import { braintreeRules } from './braintree';
import { brevoRules } from './brevo';
import { buildkiteRules } from './buildkite';
import { calcomRules } from './calcom';
import { cartesiaRules } from './cartesia';
import { cerebrasRules } from './cerebras';
import { circleciRules } from './circleci';
import { clickhouseRules } from './clickhouse';
import { clojarsRules } from './clojars';
import { cloudflareRules } from './cloudflare';
import { codesandboxRules } from './codesandbox';
import { contentfulRules } from './contentful';
import { context7Rules } from './context7';
import { cratesRules } from './crates';
import { databricksRules } from './databricks';
import { datadogRules } from './datadog';
import { dbtRules } from './dbt';
import { definedRules } from './defined';
import { depotRules } from './depot';
import { digitaloceanRules } from './digitalocean';
import { discordRules } from './discord';
import { dockerRules } from './docker';
import { dopplerRules } from './doppler';
import { dropboxRules } from './dropbox';
import { duffelRules } from './duffel';
import { dynatraceRules } from './dynatrace';
import { e2bRules } from './e2b';
import { easypostRules } from './easypost';
import { elevenlabsRules } from './elevenlabs';
import { facebookRules } from './facebook';
import { figmaRules } from './figma';
import { firecrawlRules } from './firecrawl';
import { fireworksRules } from './fireworks';
import { flutterwaveRules } from './flutterwave';
import { flyioRules } from './flyio';
import { frameioRules } from './frameio';
import { giteaRules } from './gitea';
import { githubRules } from './github';
import { gitlabRules } from './gitlab';
import { gocardlessRules } from './gocardless';
import { googleRules } from './google';
import { grafanaRules } from './grafana';
import { groqRules } from './groq';
import { harnessRules } from './harness';
import { hashicorpRules } from './hashicorp';
import { herokuRules } from './heroku';
import { honeycombRules } from './honeycomb';
import { hubspotRules } from './hubspot';
import { huggingfaceRules } from './huggingface';
import { infracostRules } from './infracost';
import { inngestRules } from './inngest';
import { intra42Rules } from './intra42';
import { jfrogRules } from './jfrog';
import { jinaRules } from './jina';
import { kaggleRules } from './kaggle';
import { kongRules } from './kong';
import { langchainRules } from './langchain';
import { langfuseRules } from './langfuse';
import { launchdarklyRules } from './launchdarkly';
import { linearRules } from './linear';
import { mailchimpRules } from './mailchimp';
import { mailersendRules } from './mailersend';
import { mailgunRules } from './mailgun';
import { mapboxRules } from './mapbox';
import { maxmindRules } from './maxmind';
import { microsoftRules } from './microsoft';
import { mongodbRules } from './mongodb';
import { neonRules } from './neon';
import { netlifyRules } from './netlify';
import { newrelicRules } from './newrelic';
import { notionRules } from './notion';
import { npmRules } from './npm';
import { nugetRules } from './nuget';
import { nvidiaRules } from './nvidia';
import { nylasRules } from './nylas';
import { octopusRules } from './octopus';
import { onepasswordRules } from './onepassword';
import { onesignalRules } from './onesignal';
import { openaiRules } from './openai';
import { openrouterRules } from './openrouter';
import { openshiftRules } from './openshift';
import { paddleRules } from './paddle';
import { pagerdutyRules } from './pagerduty';
import { pasetoRules } from './paseto';
import { perplexityRules } from './perplexity';
import { pineconeRules } from './pinecone';
import { plaidRules } from './plaid';
import { planetscaleRules } from './planetscale';
import { polarRules } from './polar';
import { posthogRules } from './posthog';
import { postmanRules } from './postman';
import { prefectRules } from './prefect';
import { pulumiRules } from './pulumi';
import { pypiRules } from './pypi';
import { razorpayRules } from './razorpay';
import { readmeRules } from './readme';
import { renderRules } from './render';
import { replicateRules } from './replicate';
import { resendRules } from './resend';
import { rfc8959Rules } from './rfc8959';
import { rubygemsRules } from './rubygems';
import { runpodRules } from './runpod';
import { scalewayRules } from './scaleway';
import { scalingoRules } from './scalingo';
import { sendgridRules } from './sendgrid';
import { sentryRules } from './sentry';
import { settlemintRules } from './settlemint';
import { shippoRules } from './shippo';
import { shopifyRules } from './shopify';
import { slackRules } from './slack';
import { sonarRules } from './sonar';
import { sourcegraphRules } from './sourcegraph';
import { squadRules } from './squad';
import { squareRules } from './square';
import { stripeRules } from './stripe';
import { stytchRules } from './stytch';
import { supabaseRules } from './supabase';
import { tailscaleRules } from './tailscale';
import { tavilyRules } from './tavily';
import { telegramRules } from './telegram';
import { telnyxRules } from './telnyx';
import { tencentRules } from './tencent';
import { togetherRules } from './together';
import { triggerRules } from './trigger';
import { twilioRules } from './twilio';
import { typeformRules } from './typeform';
import { unkeyRules } from './unkey';
import { vercelRules } from './vercel';
import { volcengineRules } from './volcengine';
import { voyageRules } from './voyage';
import { wandbRules } from './wandb';
import { xaiRules } from './xai';
import { yandexRules } from './yandex';
import { zuploRules } from './zuplo';

/** The tokens of every vendor, one vendor to a file. Their prefixes tell them apart, so the order does not matter. */
export const VENDOR_RULES: readonly RedactionRule[] = [
  adobeRules,
  airtableRules,
  alibabaRules,
  anthropicRules,
  apifyRules,
  atlassianRules,
  authressRules,
  braintreeRules,
  brevoRules,
  buildkiteRules,
  calcomRules,
  cartesiaRules,
  cerebrasRules,
  circleciRules,
  clickhouseRules,
  clojarsRules,
  cloudflareRules,
  codesandboxRules,
  contentfulRules,
  context7Rules,
  cratesRules,
  databricksRules,
  datadogRules,
  dbtRules,
  definedRules,
  depotRules,
  digitaloceanRules,
  discordRules,
  dockerRules,
  dopplerRules,
  dropboxRules,
  duffelRules,
  dynatraceRules,
  e2bRules,
  easypostRules,
  elevenlabsRules,
  facebookRules,
  figmaRules,
  firecrawlRules,
  fireworksRules,
  flutterwaveRules,
  flyioRules,
  frameioRules,
  giteaRules,
  githubRules,
  gitlabRules,
  gocardlessRules,
  googleRules,
  grafanaRules,
  groqRules,
  harnessRules,
  hashicorpRules,
  herokuRules,
  honeycombRules,
  hubspotRules,
  huggingfaceRules,
  infracostRules,
  inngestRules,
  intra42Rules,
  jfrogRules,
  jinaRules,
  kaggleRules,
  kongRules,
  langchainRules,
  langfuseRules,
  launchdarklyRules,
  linearRules,
  mailchimpRules,
  mailersendRules,
  mailgunRules,
  mapboxRules,
  maxmindRules,
  microsoftRules,
  mongodbRules,
  neonRules,
  netlifyRules,
  newrelicRules,
  notionRules,
  npmRules,
  nugetRules,
  nvidiaRules,
  nylasRules,
  octopusRules,
  onepasswordRules,
  onesignalRules,
  openaiRules,
  openrouterRules,
  openshiftRules,
  paddleRules,
  pagerdutyRules,
  pasetoRules,
  perplexityRules,
  pineconeRules,
  plaidRules,
  planetscaleRules,
  polarRules,
  posthogRules,
  postmanRules,
  prefectRules,
  pulumiRules,
  pypiRules,
  razorpayRules,
  readmeRules,
  renderRules,
  replicateRules,
  resendRules,
  rfc8959Rules,
  rubygemsRules,
  runpodRules,
  scalewayRules,
  scalingoRules,
  sendgridRules,
  sentryRules,
  settlemintRules,
  shippoRules,
  shopifyRules,
  slackRules,
  sonarRules,
  sourcegraphRules,
  squadRules,
  squareRules,
  stripeRules,
  stytchRules,
  supabaseRules,
  tailscaleRules,
  tavilyRules,
  telegramRules,
  telnyxRules,
  tencentRules,
  togetherRules,
  triggerRules,
  twilioRules,
  typeformRules,
  unkeyRules,
  vercelRules,
  volcengineRules,
  voyageRules,
  wandbRules,
  xaiRules,
  yandexRules,
  zuploRules,
].flat();
