import { storeContract } from './contract';
import { javaIsThere, startDynamoDbLocal } from './emulators';
import { owedContract } from './owed-contract';

// AWS's own emulator is the judge of conditions and contention. Without Java it cannot run: in CI that is a failure, on a
// laptop a skipped suite and one line that says so.
const java = javaIsThere();

(java ? describe : describe.skip)('the store on DynamoDB Local', () => {
  storeContract(startDynamoDbLocal);
  owedContract(startDynamoDbLocal);
});

if (!java && process.env['CI'] === 'true') {
  it('has Java in CI', () => {
    throw new Error('No java was found, so the store was not tested on DynamoDB Local. Install a Java 17 runtime.');
  });
} else if (!java) {
  process.stderr.write(
    'NOT RUN: the store on DynamoDB Local. No java was found; install a Java 17 runtime to run it.\n',
  );
}
