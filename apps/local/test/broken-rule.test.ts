import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo, type DemoResult } from '../src';

jest.setTimeout(180_000);

const root = join(__dirname, '../../..');

/** Plays the demo with the central template changed, as if somebody had mistyped it in the CDK app. */
async function playWith(
  change: (resources: Record<string, { Properties: { EventPattern?: object } }>) => void,
): Promise<DemoResult> {
  const folder = mkdtempSync(join(tmpdir(), 'broken-rule-'));
  const assembly = join(root, 'dist/cdk/demo');
  const centralTemplate = join(folder, 'CentralMonitoringStack.template.json');
  copyFileSync(
    join(assembly, 'CentralMonitoringStack.assets.json'),
    join(folder, 'CentralMonitoringStack.assets.json'),
  );
  const template = JSON.parse(readFileSync(join(assembly, 'CentralMonitoringStack.template.json'), 'utf8'));
  change(template.Resources);
  writeFileSync(centralTemplate, JSON.stringify(template));
  const demo = await startDemo({ root, pace: 'fast', centralTemplate });
  try {
    return await demo.play();
  } finally {
    await demo.stop();
    rmSync(folder, { recursive: true });
  }
}

describe('a mistake in a deployed rule breaks the demo, and not the customer', () => {
  it('loses the urgent outcomes when the urgent rule is mistyped', async () => {
    const { lost, complaints } = await playWith((resources) => {
      const pattern = { source: ['investigation-orchestrator'], detail: { severty: ['CRITICAL', 'HIGH'] } };
      resources['UrgentRule'] = {
        ...resources['UrgentRule'],
        Properties: { ...resources['UrgentRule']?.Properties, EventPattern: pattern },
      };
    });
    expect(lost).toBeGreaterThan(5);
    expect(complaints[0]).toMatch(/^lost: investigation .*it is not in the table$/);
  });
});
