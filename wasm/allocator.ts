/**
 * The engine's own heap: a best-fit free list with boundary tags. It takes the place of AssemblyScript's allocator because
 * that one traps when the browser refuses more memory, and a trap in the audio thread would end every rack of the page.
 * Here an allocation that cannot be had gives 0. Freeing is O(1) and so may happen within a quantum.
 *
 * A block is a 16-byte header and the payload after it, both on 16-byte boundaries:
 *
 *     +0 bytes of the block, header included; the lowest bit is set while it is in use
 *     +4 bytes of the block just before it in memory
 *     +8 next free block, +12 previous free block (free blocks only)
 */

const HEADER: usize = 16;
const USED: u32 = 1;
const PAGE: usize = 65536;
/** Memory grows by at least this much, so that a rack being built does not grow it once per slot. */
const GROWTH: usize = 1 << 20;

/** A header of no length, always in use, that ends the heap; the next growth starts in its place. */
let end: usize = 0;
let freeList: usize = 0;
let used: usize = 0;

/** Bytes held by live objects, headers included: for leak tests. */
export function bytesInUse(): usize {
  return used;
}

/**
 * Memory for one object on a 16-byte boundary, with undefined content.
 *
 * @returns its address, or 0 when memory has run out; nothing has changed then.
 */
export function allocate(bytes: usize): usize {
  const need = ((bytes + 15) & ~15) + HEADER;
  let block = bestFit(need);
  if (!block) {
    if (!grow(need)) return 0;
    block = bestFit(need);
  }
  unlink(block);
  const size = <usize>load<u32>(block);
  if (size - need >= HEADER * 2) {
    const rest = block + need;
    setSize(rest, size - need);
    link(rest);
    setSize(block, need);
  }
  const taken = <usize>load<u32>(block);
  used += taken;
  store<u32>(block, <u32>taken | USED);
  return block + HEADER;
}

/** As `allocate`, filled with zero bytes. */
export function allocateZeroed(bytes: usize): usize {
  const pointer = allocate(bytes);
  if (pointer) memory.fill(pointer, 0, bytes);
  return pointer;
}

/** Gives an object's memory back. 0 is allowed and does nothing. */
export function free(pointer: usize): void {
  if (!pointer) return;
  let block = pointer - HEADER;
  let size = <usize>(load<u32>(block) & ~USED);
  used -= size;
  const next = block + size;
  if (!(load<u32>(next) & USED)) {
    unlink(next);
    size += <usize>load<u32>(next);
  }
  const previousSize = <usize>load<u32>(block, 4);
  if (previousSize) {
    const previous = block - previousSize;
    if (!(load<u32>(previous) & USED)) {
      unlink(previous);
      block = previous;
      size += previousSize;
    }
  }
  setSize(block, size);
  link(block);
}

function bestFit(need: usize): usize {
  let best: usize = 0;
  let bestSize: usize = usize.MAX_VALUE;
  for (let block = freeList; block; block = <usize>load<u32>(block, 8)) {
    const size = <usize>load<u32>(block);
    if (size >= need && size < bestSize) {
      best = block;
      bestSize = size;
    }
  }
  return best;
}

function grow(need: usize): bool {
  let start = end;
  if (!start) start = ((__heap_base + 15) & ~15) + 0;
  // The first block uses the memory that is there already; later ones begin at the old end marker.
  let available = (<usize>memory.size() * PAGE) - start;
  if (end || available < need + HEADER) {
    const missing = end ? need : need + HEADER - available;
    if (memory.grow(<i32>((max(missing, GROWTH) + PAGE - 1) / PAGE)) < 0 && memory.grow(<i32>((missing + PAGE - 1) / PAGE)) < 0) return false;
    available = (<usize>memory.size() * PAGE) - start;
  }
  const previousSize: u32 = end ? load<u32>(end, 4) : 0;
  end = start + available - HEADER;
  store<u32>(start, 0 | USED);
  store<u32>(start, previousSize, 4);
  store<u32>(end, USED);
  setSize(start, available - HEADER);
  // Handed over through `free`, so that it joins a free block before it.
  used += available - HEADER;
  store<u32>(start, <u32>(available - HEADER) | USED);
  free(start + HEADER);
  return true;
}

/** Writes a free block's size, also into the block after it. */
function setSize(block: usize, size: usize): void {
  store<u32>(block, <u32>size);
  store<u32>(block + size, <u32>size, 4);
}

function link(block: usize): void {
  store<u32>(block, <u32>freeList, 8);
  store<u32>(block, 0, 12);
  if (freeList) store<u32>(freeList, <u32>block, 12);
  freeList = block;
}

function unlink(block: usize): void {
  const next = <usize>load<u32>(block, 8);
  const previous = <usize>load<u32>(block, 12);
  if (next) store<u32>(next, <u32>previous, 12);
  if (previous) store<u32>(previous, <u32>next, 8);
  else freeList = next;
}
