import { tableInMemory } from '../src/testing';
import { storeContract } from './contract';
import { owedContract } from './owed-contract';

// What the simulation of faults runs on: it must refuse and accept exactly as DynamoDB does.
describe('the store on the table in memory', () => {
  const start = async () => ({ client: () => tableInMemory().documents(), stop: async () => undefined });
  storeContract(start);
  owedContract(start);
});
