import { DirectiveLocation, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { isScalarType, isSpecifiedScalarType, isUnionType } from 'graphql';
import type { ConstDirectiveNode, GraphQLArgument, GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Element } from '../extension.js';

/** An element of a schema with the directives that its SDL carries, those of `extend` included. */
export interface Site {
  readonly element: Element;
  readonly coordinate: string;
  readonly location: DirectiveLocation;
  readonly directives: readonly ConstDirectiveNode[];
}

interface Written {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
}

const kinds: readonly (readonly [(type: GraphQLNamedType) => boolean, DirectiveLocation])[] = [
  [isObjectType, DirectiveLocation.OBJECT],
  [isInterfaceType, DirectiveLocation.INTERFACE],
  [isUnionType, DirectiveLocation.UNION],
  [isInputObjectType, DirectiveLocation.INPUT_OBJECT],
  [isEnumType, DirectiveLocation.ENUM],
  [isScalarType, DirectiveLocation.SCALAR],
];

/** Every element of the schema that an SDL could give a directive to, the schema itself first. */
export function sitesOf(schema: GraphQLSchema): Site[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  return [siteOf(schema, 'schema', DirectiveLocation.SCHEMA), ...types.flatMap(sitesOfType)];
}

function sitesOfType(type: GraphQLNamedType): Site[] {
  const location = kinds.find(([is]) => is(type))![1];
  const members: Site[] = [];
  if (isEnumType(type)) {
    for (const value of type.getValues())
      members.push(siteOf(value, `${type.name}.${value.name}`, DirectiveLocation.ENUM_VALUE));
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      members.push(siteOf(field, `${type.name}.${field.name}`, DirectiveLocation.INPUT_FIELD_DEFINITION));
  } else if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      members.push(siteOf(field, coordinate, DirectiveLocation.FIELD_DEFINITION));
      members.push(...field.args.map((arg: GraphQLArgument) => siteOf(arg, `${coordinate}(${arg.name}:)`, DirectiveLocation.ARGUMENT_DEFINITION))); // prettier-ignore
    }
  }
  return [siteOf(type, type.name, location), ...members];
}

function siteOf(element: Element & Written, coordinate: string, location: DirectiveLocation): Site {
  const nodes = [element.astNode, ...(element.extensionASTNodes ?? [])];
  return { element, coordinate, location, directives: nodes.flatMap((node) => node?.directives ?? []) };
}
