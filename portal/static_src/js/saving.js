// htmx also keeps a switch, and asks: whether files have been checked by now. What follows from saving must not follow from that.
export function isSaving(event) {
  return event.detail.requestConfig?.verb !== "get" && !event.target.matches?.("[data-shortcuts-switch]");
}
