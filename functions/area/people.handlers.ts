import { standardOf } from './standard-of.ts';

/** What answers the routes of the area `people`. */
export const peopleHandlers = standardOf('people');
