export {
  eventBusPublisher,
  publishEvents,
  regionOf,
  type BusEntry,
  type EventsSender,
  type PublishPatience,
} from './publish';
export { PublishError, type Refusal } from './publish-error';
