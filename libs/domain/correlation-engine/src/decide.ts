import type { CorrelatedEvent, DecideInput, DecideOutput, Member } from './types';

export declare function plan(event: CorrelatedEvent): string[];
export declare function memberOf(event: CorrelatedEvent): Member;
export declare function readWindow(event: CorrelatedEvent, config: DecideInput['config']): { from: string; to: string };
export declare function decide(input: DecideInput): DecideOutput;
