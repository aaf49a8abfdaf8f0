declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An embedded DynamoDB as an HTTP server; in memory unless `path` names a folder. */
  function dynalite(options?: {
    path?: string;
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }): Server;
  export = dynalite;
}
