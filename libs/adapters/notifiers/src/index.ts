export type { Notifier, NotifyContext, PatternAlert, Receipt, Vendor } from './notifier';
export { NotifyError } from './notify-error';
export type { HttpAnswer, HttpRequest, Transport } from './call';
