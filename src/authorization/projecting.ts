// Works out what a resolver should read, from what is selected below its field and the rules on it.
import { getNamedType } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Engine } from './engine.js';
import type { Composite, Guard } from './guard.js';
import { visibleRows } from './rows.js';
import type { RowFilter } from './rows.js';
import type { Projection, RecordProjection } from './projection.js';
import type { Checks } from './relation.js';
import type { Scope } from './scope.js';
import type { AnyViewer } from './viewer.js';
import { isRefused, leftToRecords } from './survey.js';
import { conditionOf, onlyIfOf, WantedKeys } from './wanted-keys.js';
import { walkSelections } from './walk.js';

/**
 * The projection below one field. Records are the objects of its type or, where that only leads to them (connections,
 * edges, payloads), of the types with an entry rule that it reaches.
 */
export function projectionOf(engine: Engine, context: unknown, info: GraphQLResolveInfo): Projection {
  const { projections } = engine.operations.of(context, info);
  const guard = engine.guardOf(info.parentType.name, info.fieldName);
  const known = projections.get(info.fieldNodes);
  if (known?.guard === guard) return known.projection;
  const projection = workedOut(engine, guard, context, info);
  projections.set(info.fieldNodes, { guard, projection });
  return projection;
}

function workedOut(engine: Engine, own: Guard, context: unknown, info: GraphQLResolveInfo): Projection {
  const scope = engine.operations.of(context, info).scopeAt(info);
  const { leading, records } = engine.policy.ways.from(getNamedType(info.returnType));
  const parts = new Map([...records].map((name) => [name, { fields: new Set<string>(), wanted: new WantedKeys() }]));
  for (const { wanted } of parts.values()) for (const key of ownKeys(own, scope)) wanted.add(key);
  const closed = new Set(closedMembers(own, scope));
  walkSelections(info, getNamedType(info.returnType), info.fieldNodes, (type, fieldName, node) => {
    const guard = engine.guardOf(type.name, fieldName);
    if (guard.signsIn) return false; // decided for whoever the payload will name
    if (isRefused(guard, node, info, scope)) return false;
    const left = leftToRecords(guard, node, info, scope);
    const allows = left.every(({ anyOf }) => anyOf.length > 0);
    if (leading.has(type)) {
      for (const member of closedMembers(guard, scope)) closed.add(member);
      return allows;
    }
    const part = parts.get(type.name);
    if (!part) return false;
    for (const { keys } of left) for (const key of keys) part.wanted.add(key);
    if (!allows) return false;
    part.fields.add(fieldName);
    const naming = idKeys(engine, type);
    for (const key of guard.reads ?? [fieldName])
      part.wanted.add(key, naming.includes(key) ? undefined : conditionOf(left));
    if (guard.audited) for (const key of naming) part.wanted.add(key);
    return false;
  });
  const open = [...parts].filter(([name]) => !closed.has(name));
  return new Parts(
    scope.viewer,
    new Map(
      open.map(([name, { fields, wanted }]) => {
        const visible = engine.policy.visible.get(name);
        const decision = visible && scope.settled(visible);
        if (decision?.kind === 'record') for (const key of decision.keys) wanted.add(key);
        const { keys, onlyIf } = wanted;
        return [name, { fields, keys, onlyIf, rows: visibleRows(visible, scope) }];
      }),
    ),
  );
}

class Parts implements Projection {
  readonly viewer: AnyViewer | null;
  readonly fields: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  readonly onlyIf: ReadonlyMap<string, readonly Checks[]>;
  readonly #byType: ReadonlyMap<string, RecordProjection>;

  constructor(viewer: AnyViewer | null, byType: ReadonlyMap<string, RecordProjection>) {
    const parts = [...byType.values()];
    this.viewer = viewer;
    this.#byType = byType;
    this.fields = new Set(parts.flatMap(({ fields }) => [...fields]));
    this.keys = new Set(parts.flatMap(({ keys }) => [...keys]));
    this.onlyIf = onlyIfOf(parts);
  }

  get rows(): RowFilter {
    const [first, ...others] = [...this.#byType.values()].map(({ rows }) => rows);
    if (others.some(({ allOf }) => allOf.length > 0) || (others.length > 0 && first!.allOf.length > 0))
      throw new TypeError(`Rows differ between ${[...this.#byType.keys()].join(', ')}; ask of(type) for each.`);
    return first ?? { allOf: [[]] };
  }

  of(type: string): RecordProjection | undefined {
    return this.#byType.get(type);
  }
}

/** What says which record it is, read of each; none where the type has no `id`. */
function idKeys({ policy }: Engine, type: Composite): readonly string[] {
  const id = policy.guards.get(type.name)?.get('id');
  return id ? (id.reads ?? ['id']) : [];
}

/** What the field's own rule needs of the record that it returns. */
function ownKeys(guard: Guard, scope: Scope): readonly string[] {
  const decision = guard.on === 'result' ? scope.settled(guard) : undefined;
  return decision?.kind === 'record' ? decision.keys : [];
}

/** Members of an abstract type that the viewer may not meet at all. */
function closedMembers({ meets }: Guard, scope: Scope): string[] {
  return [...(meets?.byMember ?? [])]
    .filter(([, questions]) => questions.some((question) => scope.settled(question).kind === 'deny'))
    .map(([name]) => name);
}
