// `npm start`: install what is missing, build, synthesize, and run the demo on the local cloud.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installWhatIsMissing, nx, root, say } from './workspace.mjs';

try {
  await installWhatIsMissing();
  say('Building the functions and synthesizing both CDK apps (seconds when nothing changed) …');
  const { code, output } = await nx(['run-many', '-t', 'demo-ready', '--output-style=static'], { quiet: true });
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
} catch (error) {
  say(error.message);
  process.exit(1);
}

const demo = spawn(process.execPath, [join(root, 'dist/apps/cli/orchestrator.cjs'), 'demo', ...process.argv.slice(2)], {
  cwd: root,
  // Node 20 still runs the SDK's present version; functions are deployed to Node 22.
  env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both of us; we only wait for the demo to put its things away.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && demo.kill(signal));
demo.on('close', (code) => process.exit(code ?? 1));
