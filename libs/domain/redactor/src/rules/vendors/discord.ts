import { URL_SAFE, isAt, isLeftEdge } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';
import { tokens } from '../../token';

// Discord developer documentation, "Reference": base64 of the bot's id, a dot, six characters, a dot, the rest. The id's
// base64 begins with M, N or O. Users with a second factor: mfa. and 84 characters.
const botToken: RedactionRule = {
  id: 'discord-bot-token',
  category: 'messaging_token',
  on: { begin: 'capital', first: 'MNO' },
  find: (text, at) => {
    const first = text.charCodeAt(at);
    if (first < 77 || first > 79 || !isAt(text, at + 23, URL_SAFE) || !isLeftEdge(text, at)) return undefined;
    const shape = /[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y;
    shape.lastIndex = at;
    return shape.test(text) && /\d/.test(text.slice(at, at + 24)) ? { start: at, end: shape.lastIndex } : undefined;
  },
};

export const discordRules = [botToken, tokens('discord-user-token', 'messaging_token', 'mfa.: url 60-100')];

export const proofs: Proofs = {
  'discord-bot-token': {
    finds: ['bot «MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs» left'],
    leaves: ['NoSuchElementExceptionXYZ.method.call', 'MyClass.method.other'],
  },
  'discord-user-token': {
    finds: ['was «mfa.VkO_2G4Qv3T0lWetW_tjND8QFTm6YGtzq9PH4UtG0Yp8LkQ3Zs6HdWm2NcVxT5hRjUe6K4oZa», then'],
    leaves: ['mfa.required'],
  },
};
