import { tableInMemory } from '../src/testing';
import { storeContract } from './contract';

// What the simulation of faults runs on: it must refuse and accept exactly as DynamoDB does.
describe('the store on the table in memory', () =>
  storeContract(async () => ({ client: () => tableInMemory().documents(), stop: async () => undefined })));
