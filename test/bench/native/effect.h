// What every native effect offers to main.c. One effect is linked at a time.
#ifndef EFFECT_H
#define EFFECT_H

#define QUANTUM 128

typedef float f32;

/** A parameter's value in wire units as given on the command line, as "id=value"; ends the program where it is missing. */
f32 parameter(const char *id);

/** Allocates the effect's state, all settled at its parameters. */
void *effect_create(f32 sample_rate);

/** One quantum, planar stereo; input and output may not overlap. */
void effect_process(void *effect, const f32 *left, const f32 *right, f32 *out_left, f32 *out_right);

/** 16-byte-aligned zeroed memory; ends the program when there is none. */
void *allocate(unsigned long bytes);

#endif
