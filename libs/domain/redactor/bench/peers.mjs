/* eslint-disable @nx/enforce-module-boundaries -- the packages stand in this folder's own package.json */
// What is measured: ours, and the npm packages that mask text, each called as its README says. `entry` is what a program
// would import to do the same; its size is measured. The versions stand in package.json.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** @typedef {{ name: string, entry: string, load: () => Promise<(text: string, profile: 'text' | 'summary') => unknown> }} Peer */

/** @type {Peer[]} */
export const PEERS = [
  {
    name: '@org/redactor',
    entry: `export { redact } from '../dist/index.mjs'`,
    load: async () => {
      const { redact } = await import('../dist/index.mjs');
      return (text, profile) => redact(text, { profile }).text;
    },
  },
  {
    name: '@openai/guardrails',
    entry: `export { pii, PIIConfig, secretKeysCheck, SecretKeysConfig } from '@openai/guardrails'`,
    load: async () => {
      const { pii, PIIConfig, secretKeysCheck, SecretKeysConfig } = require('@openai/guardrails');
      const forPii = PIIConfig.parse({ block: false, detect_encoded_pii: true });
      const forKeys = SecretKeysConfig.parse({ threshold: 'balanced' });
      return async (text) => {
        const { info } = await pii({}, text, forPii);
        let masked = info?.checked_text ?? info?.anonymized_text ?? text;
        const keys = await secretKeysCheck({}, masked, forKeys);
        for (const key of keys.info?.detected_secrets ?? []) masked = masked.replaceAll(key, '<SECRET>');
        return masked;
      };
    },
  },
  {
    name: '@visulima/redact',
    entry: `export { stringAnonymize, standardRules } from '@visulima/redact'`,
    load: async () => {
      const { stringAnonymize, standardRules } = await import('@visulima/redact');
      return (text) => stringAnonymize(text, standardRules);
    },
  },
  {
    name: 'openredaction',
    entry: `export { OpenRedaction } from 'openredaction'`,
    load: async () => {
      const { OpenRedaction } = await import('openredaction');
      const redactor = new OpenRedaction({ redactionMode: 'placeholder', enableCache: false });
      return async (text) => (await redactor.detect(text)).redacted;
    },
  },
  {
    name: 'redact-pii',
    entry: `export { SyncRedactor } from 'redact-pii'`,
    load: async () => {
      const redactor = new (require('redact-pii').SyncRedactor)();
      return (text) => redactor.redact(text);
    },
  },
  {
    name: 'llm-sanitize',
    entry: `export { sanitizeInput } from 'llm-sanitize'`,
    load: async () => {
      const { sanitizeInput } = require('llm-sanitize');
      return (text) => sanitizeInput(text).text;
    },
  },
  {
    name: '@secretlint/core',
    entry: `export { lintSource } from '@secretlint/core'; export { creator } from '@secretlint/secretlint-rule-preset-recommend'`,
    load: async () => {
      const { lintSource } = await import('@secretlint/core');
      const { creator: rule } = await import('@secretlint/secretlint-rule-preset-recommend');
      const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule }];
      const options = { noPhysicFilePath: true, config: { rules } };
      return async (text) => {
        const source = { filePath: 'summary.txt', content: text, ext: '.txt', contentType: 'text' };
        const { messages } = await lintSource({ source, options });
        let masked = '';
        let last = 0;
        for (const [start, end] of messages.map(({ range }) => range).sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
          if (end <= last) continue;
          masked += text.slice(last, Math.max(start, last)) + (start >= last ? '[SECRET]' : '');
          last = end;
        }
        return masked + text.slice(last);
      };
    },
  },
  {
    name: '@redactpii/node',
    entry: `export { Redactor } from '@redactpii/node'`,
    load: async () => {
      const { Redactor } = require('@redactpii/node');
      const redactor = new Redactor();
      return (text) => redactor.redact(text);
    },
  },
];
