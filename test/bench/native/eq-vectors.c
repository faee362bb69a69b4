// The equalizer with two sections to a vector, [L, R of the first | L, R of the second], the second one frame behind, as
// in the engine. Three pairs hold five sections and one that passes everything.
#include "svf.h"
#include "vectors.h"

#define PAIRS 3

typedef struct {
    f32x4 f, h, q, d, c1, c2, ic1, ic2, last;
} Pair;

void *effect_create(f32 sample_rate) {
    Pair *pairs = allocate(PAIRS * sizeof(Pair));
    Section all[2 * PAIRS] = {[SECTIONS] = {.f = 1, .d = 1, .c2 = 1}};
    sections(all, sample_rate);
#define BOTH(field) (f32x4){all[2 * p].field, all[2 * p].field, all[2 * p + 1].field, all[2 * p + 1].field}
    for (int p = 0; p < PAIRS; p++)
        pairs[p] = (Pair){.f = BOTH(f), .h = BOTH(h), .q = BOTH(q), .d = BOTH(d), .c1 = BOTH(c1), .c2 = BOTH(c2)};
#undef BOTH
    return pairs;
}

// One frame into the first section, the one before into the second, whose result comes out.
static inline __attribute__((always_inline)) void step(Pair *p, f32x4 input, int upper) {
    const f32x4 x = upper ? __builtin_shuffle(input, p->last, (i32x4){2, 3, 4, 5}) : __builtin_shuffle(input, p->last, (i32x4){0, 1, 4, 5});
    const f32x4 v = x - p->ic2;
    p->last = p->d * v + (p->c1 * p->ic1 + p->c2 * p->ic2);
    p->ic2 = p->q * v + (p->h * p->ic1 + p->ic2);
    p->ic1 = p->f * p->ic1 + p->h * v;
}

// The same for the halves that have a frame: −1 keeps a lane, 0 leaves it as it was.
static void step_partly(Pair *p, f32x4 input, int first, int second) {
    const i32x4 live = {first, first, second, second};
    Pair next = *p;
    step(&next, input, 1);
    p->last = select4(live, next.last, p->last);
    p->ic1 = select4(live, next.ic1, p->ic1);
    p->ic2 = select4(live, next.ic2, p->ic2);
}

static void iterate(Pair *pairs, const f32 *left, const f32 *right, f32 *out_left, f32 *out_right, int i) {
    const int at = i < QUANTUM ? i : QUANTUM - 1;
    f32x4 input = {0, 0, left[at], right[at]};
    for (int p = 0; p < PAIRS; p++) {
        const int first = i - p, second = i - p - 1;
        step_partly(&pairs[p], input, first >= 0 && first < QUANTUM ? -1 : 0, second >= 0 && second < QUANTUM ? -1 : 0);
        input = pairs[p].last;
    }
    if (i < PAIRS) return;
    out_left[i - PAIRS] = input[2];
    out_right[i - PAIRS] = input[3];
}

void effect_process(void *effect, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right) {
    Pair *pairs = effect;
    int i = 0;
    while (i < PAIRS) iterate(pairs, left, right, out_left, out_right, i++);
    Pair a = pairs[0], b = pairs[1], c = pairs[2];
    for (; i < QUANTUM; i++) {
        step(&a, (f32x4){left[i], right[i], 0, 0}, 0);
        step(&b, a.last, 1);
        step(&c, b.last, 1);
        out_left[i - PAIRS] = c.last[2];
        out_right[i - PAIRS] = c.last[3];
    }
    pairs[0] = a, pairs[1] = b, pairs[2] = c;
    while (i < QUANTUM + PAIRS) iterate(pairs, left, right, out_left, out_right, i++);
}
