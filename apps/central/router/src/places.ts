import { placeOf, resolveDestination, type Configuration } from '@org/configuration';
import type { DeliverPorts } from './deliver';
import type { RoutePorts } from './route-investigation';

/** What the configuration says of a destination's place and of the calls that it takes. */
export function placesIn(configuration: Configuration): Pick<RoutePorts, 'placeOf'> & Pick<DeliverPorts, 'limitOf'> {
  return {
    placeOf: (destination, accountId) => {
      const target = resolveDestination(configuration, destination, accountId);
      return target && placeOf(target);
    },
    limitOf: (destination, accountId) => {
      const target = resolveDestination(configuration, destination, accountId);
      return target && { key: target.limit_key, perMinute: target.calls_per_minute };
    },
  };
}
