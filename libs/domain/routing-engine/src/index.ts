export {
  parseRoutingTable,
  type ParsedRoutingTable,
  type RoutingTable,
  type RoutingTableSource,
  type RouteSource,
  type SimpleRuleSource,
  type TableProblem,
} from './table';
export { route, explain, REASONS, type RouteDecision, type Reason } from './route';
export { type Destination, type Channel } from './destination';
