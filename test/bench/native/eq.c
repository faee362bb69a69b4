// The equalizer in plain C: five sections a frame, both channels side by side.
#include "svf.h"

typedef struct {
    Section section[SECTIONS];
    f32 ic1[SECTIONS][2], ic2[SECTIONS][2];
} Eq;

void *effect_create(f32 sample_rate) {
    Eq *eq = allocate(sizeof(Eq));
    sections(eq->section, sample_rate);
    return eq;
}

void effect_process(void *effect, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right) {
    // A copy tells the compiler that the outputs cannot alias the state.
    Eq eq = *(Eq *)effect;
    for (int frame = 0; frame < QUANTUM; frame++) {
        f32 x[2] = {left[frame], right[frame]};
        for (int s = 0; s < SECTIONS; s++) {
            const Section c = eq.section[s];
            for (int channel = 0; channel < 2; channel++) {
                const f32 ic1 = eq.ic1[s][channel], ic2 = eq.ic2[s][channel];
                const f32 v = x[channel] - ic2;
                x[channel] = c.d * v + (c.c1 * ic1 + c.c2 * ic2);
                eq.ic1[s][channel] = c.f * ic1 + c.h * v;
                eq.ic2[s][channel] = c.q * v + (c.h * ic1 + ic2);
            }
        }
        out_left[frame] = x[0];
        out_right[frame] = x[1];
    }
    *(Eq *)effect = eq;
}
