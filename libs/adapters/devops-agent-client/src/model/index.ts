export { apiModel, OPERATIONS, ERROR_STATUS, type Operation, type ApiModel, type Shape } from './api-model';
export { checkAgainstModel, type ModelProblem } from './check';
export { readRequest, type ModelRequest } from './request';
