import { ALNUM, DASH, DIGIT, DOT, HEX, PERCENT, URL_SAFE, isAt, isLeftEdge, isRightEdge, runEnd } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// Slack API documentation, "Token types".
const slack: RedactionRule = {
  id: 'slack-token',
  category: 'slack_token',
  on: {
    literals: [
      'xoxb-',
      'xoxp-',
      'xoxa-',
      'xoxr-',
      'xoxs-',
      'xoxe-',
      'xoxe.',
      'xoxo-',
      'xoxc-',
      'xoxd-',
      'xapp-',
      'xwfp-',
    ],
  },
  find: token({
    alphabet: ALNUM | DASH | DOT | PERCENT,
    min: 12,
    max: 400,
    begins: /^(?!.*x(?:ox|app))/,
    check: (body) => /\d/.test(body),
  }),
};

// SendGrid: "SG.", 22 characters, a dot, 43 characters.
const sendgrid: RedactionRule = {
  id: 'sendgrid-key',
  category: 'messaging_token',
  on: { literals: ['SG.'] },
  find: token({
    alphabet: URL_SAFE | DOT,
    min: 24,
    max: 120,
    check: (body) => /^[\w-]{16,}\.[\w-]*$/.test(body) && /\d/.test(body),
  }),
};

// Twilio: account SIDs (AC) name an account, key SIDs (SK) and auth tokens open it; 32 hexadecimal digits.
const twilio: RedactionRule = {
  id: 'twilio-key',
  category: 'messaging_token',
  on: { literals: ['SK', 'AC'] },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at)) return undefined;
    const end = runEnd(text, after, HEX, 33);
    return end - after === 32 &&
      isRightEdge(text, end) &&
      text.slice(after, end) === text.slice(after, end).toLowerCase()
      ? { start: at, end }
      : undefined;
  },
};

// Mailgun: key- and 32 characters; newer keys are three groups of hexadecimal digits.
const mailgun: RedactionRule = {
  id: 'mailgun-key',
  category: 'messaging_token',
  on: { literals: ['key-', 'pubkey-'] },
  find: token({ alphabet: ALNUM, min: 32, max: 32, check: (body) => /^[0-9a-f]{32}$/.test(body) }),
};

// Mailchimp: 32 hexadecimal digits and a data centre.
const mailchimp: RedactionRule = {
  id: 'mailchimp-key',
  category: 'messaging_token',
  on: { literals: ['-us'] },
  find: (text, at, after, floor) => {
    const end = runEnd(text, after, DIGIT, 3);
    const start = at - 32;
    if (
      end === after ||
      end - after > 2 ||
      start < floor ||
      !isRightEdge(text, end) ||
      text[end] === '-' ||
      !isLeftEdge(text, start)
    )
      return undefined;
    return /^[0-9a-f]{32}$/.test(text.slice(start, at)) ? { start, end } : undefined;
  },
};

// Telegram Bot API: the bot's number, a colon, 35 characters beginning with AA.
const telegram: RedactionRule = {
  id: 'telegram-bot-token',
  category: 'messaging_token',
  on: { begin: 'number', digits: [8, 10], next: ':' },
  find: (text, at, after) => {
    if (after - at < 8 || after - at > 10 || text[after] !== ':' || text[after + 1] !== 'A') return undefined;
    const end = runEnd(text, after + 1, URL_SAFE, 40);
    return end - after - 1 >= 30 && isRightEdge(text, end) ? { start: at, end } : undefined;
  },
};

// Discord: base64 of the bot's id, a dot, six characters, a dot, the rest. The id's base64 begins with M, N or O.
const discord: RedactionRule = {
  id: 'discord-bot-token',
  category: 'messaging_token',
  on: { begin: 'capital' },
  find: (text, at) => {
    const first = text.charCodeAt(at);
    if (first < 77 || first > 79 || !isLeftEdge(text, at) || !isAt(text, at + 23, URL_SAFE)) return undefined;
    const shape = /[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y;
    shape.lastIndex = at;
    return shape.test(text) && /\d/.test(text.slice(at, at + 24)) ? { start: at, end: shape.lastIndex } : undefined;
  },
};

export const messagingRules: readonly RedactionRule[] = [
  slack,
  sendgrid,
  twilio,
  mailgun,
  mailchimp,
  telegram,
  discord,
];

export const proofs: Proofs = {
  'slack-token': {
    finds: [
      "SLACK='«xoxb-331263835788-5636768566453-l42WXIs5ghLTbJUxxBFNLDFM»'",
      '«xapp-1-AWIYXSBTEOA-1153817915122-b2bb13e20d760113ce945174»',
    ],
    leaves: ['xoxb-xxxxxxxxxxxx-xxxx', 'xoxb-your-token'],
  },
  'sendgrid-key': {
    finds: ['SENDGRID_API_KEY=«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»\nX=1'],
    leaves: ['SG.Security.Group.Rule.Name.For.Tests', 'SG. was'],
  },
  'twilio-key': {
    finds: ['twilioApiKey = "«SK822687fc17315bf728996d2fac253347»"'],
    leaves: ['SKU 822687', 'ACCESS granted'],
  },
  'mailgun-key': {
    finds: ['was set to «key-3f6d704108e191f76c444b32df05d202», which'],
    leaves: ['key-value store', 'key-0123'],
  },
  'mailchimp-key': {
    finds: ['mc «3f6d704108e191f76c444b32df05d202-us14»'],
    leaves: ['prefers-us2 over x-us1', 'orders-us-east-1'],
  },
  'telegram-bot-token': {
    finds: ['set to «6831352735:AAw7uY54jotPMvRWpHCcaOc6ovFB_sB4BN7», which'],
    leaves: ['6831352735:443', '12345678:AA'],
  },
  'discord-bot-token': {
    finds: ['bot «MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs» left'],
    leaves: ['NoSuchElementExceptionXYZ.method.call', 'MyClass.method.other'],
  },
};
