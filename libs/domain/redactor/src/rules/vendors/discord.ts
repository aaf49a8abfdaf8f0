import type { Proofs } from '../../rule';
import { shaped, tokens } from '../../token';

// Discord developer documentation, "Reference": base64 of the bot's id, a dot, six characters, a dot, the rest. The id's
// base64 begins with M, N or O. Users with a second factor: mfa. and 84 characters.
export const discordRules = [
  shaped(
    'discord-bot-token',
    'messaging_token',
    { begin: 'capital', first: 'MNO' },
    /[MNO](?=[\w-]{0,23}\d)[\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y,
  ),
  ...tokens('discord-user-token', 'mfa.:u60-100', 'messaging_token'),
];

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
