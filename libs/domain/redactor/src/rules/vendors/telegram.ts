import { URL_SAFE, isRightEdge, runEnd } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';

// Telegram Bot API: the bot's number, a colon, 35 characters beginning with AA.
const botToken: RedactionRule = {
  id: 'telegram-bot-token',
  category: 'messaging_token',
  on: { begin: 'number', digits: [8, 10], next: ':' },
  find: (text, at, after) => {
    if (after - at < 8 || after - at > 10 || text[after] !== ':' || text[after + 1] !== 'A') return undefined;
    const end = runEnd(text, after + 1, URL_SAFE, 40);
    return end - after - 1 >= 30 && isRightEdge(text, end) ? { start: at, end } : undefined;
  },
};

export const telegramRules = [botToken];

export const proofs: Proofs = {
  'telegram-bot-token': {
    finds: ['set to «6831352735:AAw7uY54jotPMvRWpHCcaOc6ovFB_sB4BN7», which'],
    leaves: ['6831352735:443', '12345678:AA'],
  },
};
