// What a resolver should read, so that denied values never leave the database.
import { getNamedType, isAbstractType, isObjectType } from 'graphql';
import type { GraphQLNamedType, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { Engine } from './engine.js';
import type { AnyViewer, Scope } from './scope.js';
import { walkSelections } from './walk.js';

/** The fields to read for the records that a resolver returns. Resolvers below still check each. */
export interface Projection<Viewer extends AnyViewer = AnyViewer> {
  /** Names of the schema's fields that are selected and may be read, perhaps depending on the record. */
  readonly fields: ReadonlySet<string>;
  /** Keys of the record on which a rule of a selected field decides. */
  readonly keys: ReadonlySet<string>;
  /** For whom: the request's viewer, or below a sign-in the user whom it signs in. */
  readonly viewer: Viewer | null;
}

/**
 * The projection below one field. Records are the objects of its type or, where that only leads to them (connections,
 * edges, payloads), of the types with an entry rule that it reaches.
 */
export function projectionOf(engine: Engine, context: unknown, info: GraphQLResolveInfo): Projection {
  const operation = engine.operations.of(context, info);
  const scope = operation.scopeAt(info);
  const fields = new Set<string>();
  const keys = new Set<string>(ownKeys(engine, scope, info));
  const leads = leadingTypes(engine, getNamedType(info.returnType), info);
  walkSelections(info, getNamedType(info.returnType), info.fieldNodes, (type, fieldName) => {
    const guard = engine.guardOf(type.name, fieldName);
    if (guard.signsIn) return false; // decided for whoever the payload will name
    if (leads.has(type)) return true;
    const decision = scope.decide(guard);
    if (decision.kind === 'ask')
      throw new TypeError(`The facts for ${type.name}.${fieldName} were not asked; its root field has to run first.`);
    if (decision.kind === 'deny') return false;
    fields.add(fieldName);
    if (decision.kind === 'record') for (const key of decision.keys) keys.add(key);
    return false;
  });
  return { fields, keys, viewer: scope.viewer };
}

/** What the field's own rule needs of the record that it returns. */
function ownKeys(engine: Engine, scope: Scope, info: GraphQLResolveInfo): readonly string[] {
  const guard = engine.guardOf(info.parentType.name, info.fieldName);
  const decision = guard.on === 'result' ? scope.decide(guard) : undefined;
  return decision?.kind === 'record' ? decision.keys : [];
}

/** Types on the way: without an entry rule, and leading to a type that has one. */
function leadingTypes(
  engine: Engine,
  from: GraphQLNamedType,
  info: GraphQLResolveInfo,
): ReadonlySet<GraphQLObjectType> {
  const leading = new Set<GraphQLObjectType>();
  const leads = (type: GraphQLNamedType, seen: ReadonlySet<GraphQLNamedType>): boolean => {
    if (engine.policy.entries.has(type.name)) return true;
    if (seen.has(type)) return false;
    const next = new Set(seen).add(type);
    if (isAbstractType(type)) return info.schema.getPossibleTypes(type).some((member) => leads(member, next));
    if (!isObjectType(type)) return false;
    const found = Object.values(type.getFields()).filter((field) => leads(getNamedType(field.type), next));
    if (found.length > 0) leading.add(type);
    return found.length > 0;
  };
  leads(from, new Set());
  return leading;
}
