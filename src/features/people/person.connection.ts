import { ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connections.js';
import { Person } from './person.type.js';

@ObjectType()
export class PersonEdge extends edgeOf(() => Person) {}

@ObjectType()
export class PersonConnection extends connectionOf(
  () => PersonEdge,
  () => Person,
) {}
