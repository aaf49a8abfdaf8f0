#!/usr/bin/env node
import { Command } from 'commander';
import { boundaryCommand } from './boundary';
import { consoleCommand } from './console';
import { correlateCommand } from './correlate';
import { demoCommand } from './demo';
import { drillCommand } from './drill';
import { patternCommand } from './pattern';
import { proveCommand } from './prove';
import { redactCommand } from './redact';
import { redriveCommand } from './redrive';
import { replayCommand } from './replay';
import { routeCommand } from './route';
import { validateCommand } from './validate';
import { whyCommand } from './why';
import { archiveCommand } from './write-archive';

// The SDK announces that releases of 2027 will not run on Node.js 20: news for whoever upgrades it here, and for nobody
// who runs a command. Its own switch for this one warning; see `emitWarningIfUnsupportedVersion` of @aws-sdk/core.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const program = new Command('orchestrator')
  .description('Watches AWS DevOps Agent investigations in many client accounts, and tells the right people once.')
  .showHelpAfterError()
  .addCommand(demoCommand())
  .addCommand(validateCommand())
  .addCommand(routeCommand())
  .addCommand(proveCommand())
  .addCommand(replayCommand())
  .addCommand(archiveCommand())
  .addCommand(correlateCommand())
  .addCommand(whyCommand())
  .addCommand(patternCommand())
  .addCommand(consoleCommand())
  .addCommand(redactCommand())
  .addCommand(boundaryCommand())
  .addCommand(redriveCommand())
  .addCommand(drillCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
