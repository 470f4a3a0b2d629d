// htmx also asks: whether files have been checked by now. What follows from saving must not follow from that.
export function isSaving(event) {
  return event.detail.requestConfig?.verb !== "get";
}
