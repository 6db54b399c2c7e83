/** The least that the engine needs to know of whoever is asking. */
export interface AnyViewer {
  readonly roles: readonly string[];
}
