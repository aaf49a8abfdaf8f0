/** The local cloud cannot run what it was given: where, what is wrong there, and how to mend it. */
export class LocalCloudError extends Error {
  constructor(
    readonly where: string,
    readonly what: string,
    readonly mend: string,
  ) {
    super(`${where}: ${what}. To mend it: ${mend}.`);
    this.name = 'LocalCloudError';
  }
}

/** A refusal that goes over the wire in AWS's own form. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}
