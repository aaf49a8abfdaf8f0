import model from './aidevops-model.json';

/** A member of a shape, or a list's or map's element. */
export interface ShapeReference {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
  readonly idempotencyToken?: boolean;
}

/** A type of the API, in the vocabulary of AWS's own model files. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly timestampFormat?: string;
  /** Any JSON. */
  readonly document?: boolean;
  readonly exception?: boolean;
  readonly error?: { readonly httpStatusCode: number };
}

/** The operations that the model holds: those we call, and the two that an emulator's scenarios need. */
export type Operation = keyof (typeof model)['operations'];

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode: number };
  readonly input: { readonly shape: string };
  readonly output: { readonly shape: string };
  readonly errors: readonly { readonly shape: string }[];
  /** `cp.` (control plane) or `dp.` (data plane), put before the host. */
  readonly endpoint: { readonly hostPrefix: string };
}

export interface ApiModel {
  readonly operations: Readonly<Record<Operation, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** AWS's own model of the API, trimmed. Origin and licence: `_about` in the file, and NOTICE.txt beside it. */
export const apiModel: ApiModel = model;

export const OPERATIONS = Object.keys(model.operations) as readonly Operation[];

/**
 * Each error of the API with its HTTP status. `ValidationException` has none in the model: 400 is the protocol's default
 * for a sender's fault.
 */
export const ERROR_STATUS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(apiModel.shapes)
    .filter(([, shape]) => shape.exception === true)
    .map(([name, shape]) => [name, shape.error?.httpStatusCode ?? 400]),
);
