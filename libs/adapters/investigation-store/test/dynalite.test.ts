import { storeContract } from './contract';
import { startDynalite } from './emulators';
import { owedContract } from './owed-contract';

// The embedded DynamoDB of the local cloud: no transactions, streams, or old item on a failed condition.
describe('the store on dynalite', () => {
  storeContract(startDynalite);
  owedContract(startDynalite);
});
