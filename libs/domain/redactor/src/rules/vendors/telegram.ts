import { UPPER } from '../../characters';
import type { Proofs } from '../../rule';
import { shaped } from '../../token';

// Telegram Bot API: the bot's number, a colon, 35 characters beginning with AA.
export const telegramRules = [
  shaped(
    'telegram-bot-token',
    'messaging_token',
    { begin: 'number', digits: [8, 10], next: ':', then: UPPER },
    /\d{8,10}:A[\w-]{29,39}(?![A-Za-z\d])/y,
  ),
];

export const proofs: Proofs = {
  'telegram-bot-token': {
    finds: ['set to «6831352735:AAw7uY54jotPMvRWpHCcaOc6ovFB_sB4BN7», which'],
    leaves: ['6831352735:443', '12345678:AA'],
  },
};
