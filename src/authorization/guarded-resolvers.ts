// What stands before each resolver. What may be read keeps its bare resolver's speed; what may not is never computed.
import { defaultFieldResolver, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Denial, RecordDecision } from './decision.js';
import type { Arguments, Engine } from './engine.js';
import type { Guard } from './guard.js';
import { refusalOf, refusalOfUnknown } from './judgement.js';
import { met } from './meeting.js';
import type { Check, Selection } from './operation.js';
import { changeSubject } from './subject-change.js';
import { settleAll } from './survey.js';
import { whenSettled } from './thenable.js';

type Resolver = GraphQLFieldResolver<unknown, unknown, Arguments>;

const guarded = new WeakMap<Resolver, Guard>();

/** Wraps every root field, and every field where anything can be refused. The schema itself is changed. */
export function installGuards(engine: Engine, schema: GraphQLSchema): void {
  for (const { guard, field } of fieldsOf(engine, schema)) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = guardOf(engine, guard, resolve);
    if (field.resolve !== resolve) guarded.set(field.resolve, guard);
  }
}

/** Throws unless every field that needs one still has its guard: a resolver set after `protect` has none. */
export function assertGuarded(engine: Engine, schema: GraphQLSchema): void {
  for (const { guard, field } of fieldsOf(engine, schema)) {
    if (guarded.get(field.resolve as Resolver) === guard || isBare(guard)) continue;
    throw new TypeError(`${guard.coordinate} lost its guard: its resolver was replaced after protect().`);
  }
}

function fieldsOf(engine: Engine, schema: GraphQLSchema): { guard: Guard; field: GraphQLField<unknown, unknown> }[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values(isObjectType(type) ? type.getFields() : {}).map((field) => ({
        guard: engine.guardOf(type.name, field.name),
        field,
      })),
    );
}

function guardOf(engine: Engine, guard: Guard, resolve: Resolver): Resolver {
  if (isBare(guard)) return resolve;
  if (guard.on === 'source') {
    const read = guardField(engine, guard, resolve);
    return guard.signsIn ? guardSignIn(engine, guard, guard.signsIn, read) : read;
  }
  return guard.on === 'subject' ? guardMutation(engine, guard, resolve) : guardQuery(engine, guard, resolve);
}

/** Nothing to refuse, to leave out, to withhold or to report. */
function isBare({ on, open, audited, signsIn, inputs, meets, reads }: Guard): boolean {
  return on === 'source' && open && !audited && !signsIn && !inputs && !meets && !reads;
}

function guardField(engine: Engine, guard: Guard, resolve: Resolver): Resolver {
  const read: Read = (selection, source, args, context, info) => {
    if (!selection.open || guard.audited) {
      const refused = firstRefused(selection, source);
      if (refused) {
        const byRecord = refused.check.decision.kind === 'record' || guard.audited;
        return engine.refuse(selection, refused.check, refused.denial, info, byRecord ? source : undefined);
      }
      engine.report(selection, guard, undefined, source);
    }
    const result = resolve(guard.reads ? only(guard.reads, source) : source, args, context, info);
    return selection.meeting ? met(selection.meeting, result, context, info) : result;
  };
  return (source, args, context, info) => {
    // All rows of a selection share one list of nodes, so what is known of it is found at once.
    const known = engine.operations.of(context, info).selectionOf(guard, info.fieldNodes);
    if (known) return read(known, source, args, context, info);
    return whenSettled(engine.select(guard, args, context, info), (selection) =>
      read(selection, source, args, context, info),
    );
  };
}

type Read = (
  selection: Selection,
  source: unknown,
  args: Arguments,
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;

/** Before a query's root field runs: its own rule, what is sent to it, and the facts that its selection needs. */
function guardQuery(engine: Engine, guard: Guard, resolve: Resolver): Resolver {
  return (source, args, context, info) =>
    whenSettled(engine.select(guard, args, context, info), (selection) => {
      const refused = firstDenied(selection);
      if (refused) return engine.refuse(selection, refused.check, refused.denial, info);
      const { unsettled } = engine.survey(guard, info, selection.scope);
      return whenSettled(settleAll(selection.scope, unsettled), () => {
        const result = resolve(source, args, context, info);
        const shown = selection.meeting ? met(selection.meeting, result, context, info) : result;
        const [{ decision }] = selection.checks as [Check];
        if (decision.kind !== 'record') return shown;
        return Promise.resolve(shown).then((record) => checkResult(engine, selection, decision, record, info));
      });
    });
}

function checkResult(
  engine: Engine,
  selection: Selection,
  decision: RecordDecision,
  record: unknown,
  info: GraphQLResolveInfo,
): unknown {
  const unknown = record === null || record === undefined;
  const denial = unknown ? refusalOfUnknown(decision) : refusalOf(record, decision);
  if (denial) return engine.refuse(selection, selection.checks[0]!, denial, info, record ?? undefined);
  engine.report(selection, selection.guard, undefined, record);
  return record;
}

/** Before a mutation runs: everything that roles and conditions deny of it, of what is sent and of its result. */
function guardMutation(engine: Engine, guard: Guard, resolve: Resolver): Resolver {
  return (source, args, context, info) =>
    whenSettled(engine.select(guard, args, context, info), (selection) => {
      const { scope } = selection;
      const refused = firstDenied(selection);
      if (refused) return engine.refuse(selection, refused.check, refused.denial, info);
      const before = engine.survey(guard, info, scope);
      const refuseSelected = ({ question, denial }: NonNullable<typeof before.refused>): null =>
        engine.refuse(selection, { question, decision: { kind: 'deny', denial }, refusal: undefined }, denial, info);
      if (before.refused) return refuseSelected(before.refused);
      const visible = engine.policy.visible.get(guard.subject?.type ?? '');
      return whenSettled(settleAll(scope, [...before.unsettled, ...(visible ? [visible] : [])]), () => {
        const after = before.unsettled.length > 0 ? engine.survey(guard, info, scope).refused : undefined;
        if (after) return refuseSelected(after);
        engine.reportAllowed(selection);
        const run = (): unknown => resolve(source, args, context, info);
        const result = guard.subject ? changeSubject(engine, selection, guard.subject, args, info, run) : run();
        return selection.meeting ? met(selection.meeting, result, context, info) : result;
      });
    });
}

/** What is denied whatever the record. */
function firstDenied({ checks }: Selection): { check: Check; denial: Denial } | undefined {
  for (const check of checks) if (check.decision.kind === 'deny') return { check, denial: check.decision.denial };
  return undefined;
}

/** The user whom a payload signs in: it and all below are decided for them, their facts asked before it resolves. */
function guardSignIn(engine: Engine, guard: Guard, signsIn: NonNullable<Guard['signsIn']>, read: Resolver): Resolver {
  return (source, args, context, info) => {
    const scope = engine.operations.of(context, info).enter(info, signsIn(source as never));
    if (!scope.viewer) throw new TypeError(`${guard.coordinate} has to name the viewer who was signed in.`);
    const { unsettled } = engine.survey(guard, info, scope);
    return whenSettled(settleAll(scope, unsettled), () => read(source, args, context, info));
  };
}

function firstRefused({ checks }: Selection, source: unknown) {
  for (const check of checks) {
    const { decision } = check;
    if (decision.kind === 'allow') continue;
    const denial = decision.kind === 'deny' ? decision.denial : refusalOf(source, decision);
    if (denial) return { check, denial };
  }
  return undefined;
}

/** The record with nothing but some of its keys; methods of its class remain, and see no more (nor `#private` members). */
function only(keys: readonly string[], source: unknown): unknown {
  if (typeof source !== 'object' || source === null) return source;
  const record = source as { readonly [key: string]: unknown };
  const part = Object.create(Object.getPrototypeOf(source) as object | null) as object;
  for (const key of keys) {
    const value = record[key];
    if (value !== undefined) Object.defineProperty(part, key, { value, enumerable: true });
  }
  return part;
}
