/**
 * Gives `prototype` each member that the native prototype and `members` have in common. On an object that is served
 * here it acts on what serves it, on any other it is the native one: so one class holds for both, and whoever wraps a
 * method of its prototype wraps it for both.
 *
 * @param servedBy what serves an object, if anything does.
 */
export function dispatch(prototype: object, native: object, members: object, servedBy: (self: object) => object | undefined): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(native))) {
    if (name === 'constructor' || !(name in members)) continue;
    const { get, set, value } = descriptor;
    if (get) {
      descriptor.get = function (this: object) {
        const served = servedBy(this);
        return served ? Reflect.get(served, name) : get.call(this);
      };
    }
    if (set) {
      descriptor.set = function (this: object, assigned: unknown) {
        const served = servedBy(this);
        if (served) Reflect.set(served, name, assigned);
        else set.call(this, assigned);
      };
    }
    if (typeof value === 'function') descriptor.value = method(name, value, servedBy);
    if (typeof value === 'function' || get) Object.defineProperty(prototype, name, descriptor);
  }
}

type Method = (this: object, ...values: unknown[]) => unknown;

function method(name: string, native: Method, servedBy: (self: object) => object | undefined): Method {
  const dispatched = function (this: object, ...values: unknown[]) {
    const served = servedBy(this);
    return served ? (Reflect.get(served, name) as Method).apply(served, values) : native.apply(this, values);
  };
  return Object.defineProperties(dispatched, { name: { value: name }, length: { value: native.length } });
}
