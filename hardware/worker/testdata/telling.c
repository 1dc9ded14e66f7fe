// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// A module of PKCS #11 that tells what it was handed: a signature, a plaintext and
// the values of objects are texts of the structures that led to them. Its own
// structures are as the standard (3.1, section 2.1) wants them on each system.

#include <stdio.h>
#include <string.h>

typedef unsigned char byte;
typedef unsigned long ulong;

#ifdef _WIN32
#pragma pack(push, 1)
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED
#endif

struct version { byte major, minor; };
struct info { struct version version; byte manufacturer[32]; ulong flags; byte library[32]; struct version of_library; };
struct slot_info { byte description[64], manufacturer[32]; ulong flags; struct version hardware, firmware; };
struct token_info {
	byte label[32], manufacturer[32], model[16], serial[16];
	ulong flags, sessions[4], max_pin, min_pin, memory[4];
	struct version hardware, firmware;
	byte time[16];
};
struct mechanism_info { ulong least, most, flags; };
struct attribute { ulong type; void *value; ulong length; };
struct mechanism { ulong type; void *parameter; ulong length; };
struct pss { ulong hash, generator, salt; };
struct oaep { ulong hash, generator, source; void *data; ulong length; };
struct agreement { ulong kdf, shared_length; byte *shared; ulong length; byte *point; };
struct arguments { void *functions[4]; ulong flags; void *reserved; };
struct list { struct version version; void *function[68]; };

#ifdef _WIN32
#pragma pack(pop)
#endif

enum { token = 7, session = 70, object = 700 };

static char told[4096]; // the value of every object

static void tell_octets(const byte *octets, ulong length)
{
	for (ulong i = 0; i < length && i < 64; i++)
		sprintf(told + strlen(told), "%02x", octets[i]);
}

static void tell_template(const struct attribute *list, ulong count)
{
	for (ulong i = 0; i < count; i++) {
		sprintf(told + strlen(told), " %lx=", list[i].type);
		tell_octets(list[i].value, list[i].length);
	}
}

static void fill(byte *field, ulong size, const char *text)
{
	memset(field, ' ', size);
	memcpy(field, text, strlen(text));
}

static ulong answer(byte *out, ulong *length)
{
	if (*length < strlen(told))
		return 0x150; // CKR_BUFFER_TOO_SMALL
	*length = strlen(told);
	memcpy(out, told, *length);
	return 0;
}

static ulong initialize(struct arguments *with)
{
	return with->flags == 2 && !with->reserved && !with->functions[0] && !with->functions[3] ? 0 : 5;
}

static ulong finalize(void *reserved) { return reserved ? 7 : 0; }

static ulong get_info(struct info *info)
{
	memset(info, 0xEE, sizeof *info);
	fill(info->manufacturer, 32, "Maker");
	fill(info->library, 32, "Library");
	info->of_library = (struct version){ 3, 14 };
	return 0;
}

static ulong get_slots(byte present, ulong *slots, ulong *count)
{
	printf("loud\n");
	fflush(stdout);
	if (slots)
		*slots = token;
	*count = present ? 1 : 2;
	return 0;
}

static ulong get_slot(ulong slot, struct slot_info *info)
{
	memset(info, 0xEE, sizeof *info);
	fill(info->description, 64, "Reader 00");
	info->flags = 7;
	return slot == token ? 0 : 3;
}

static ulong get_token(ulong slot, struct token_info *info)
{
	memset(info, 0xEE, sizeof *info);
	fill(info->label, 32, "Label");
	fill(info->manufacturer, 32, "Vendor");
	fill(info->model, 16, "Model");
	fill(info->serial, 16, "0123456789ABCDEF");
	info->flags = 0x40C; // initialized, with a PIN, which it wants
	info->max_pin = 12;
	info->min_pin = 4;
	return slot == token ? 0 : 3;
}

static ulong get_mechanisms(ulong slot, ulong *mechanisms, ulong *count)
{
	if (mechanisms) {
		mechanisms[0] = 0x80420031;
		mechanisms[1] = 0x0D;
	}
	*count = 2;
	return 0;
}

static ulong get_mechanism(ulong slot, ulong type, struct mechanism_info *info)
{
	*info = (struct mechanism_info){ 1, 2, type == 0x0D ? 0x800 : 0x900 };
	return 0;
}

static ulong open_session(ulong slot, ulong flags, void *application, void *notify, ulong *handle)
{
	*handle = session;
	return slot == token && flags == 6 && !application && !notify ? 0 : 7;
}

static ulong close_session(ulong handle) { return handle == session ? 0 : 0xB3; }

static ulong login(ulong handle, ulong user, const char *pin, ulong length)
{
	return handle == session && user == 1 && length == 4 && !strcmp(pin, "1234") ? 0 : 0xA0;
}

static int left;

static ulong find(ulong handle, const struct attribute *list, ulong count)
{
	left = count == 1 && list->type == 0 && list->length == sizeof(ulong) && *(ulong *)list->value == 3; // a private key
	return 0;
}

static ulong found(ulong handle, ulong *objects, ulong most, ulong *count)
{
	*count = left && most ? 1 : 0;
	if (*count)
		*objects = object;
	left = 0;
	return 0;
}

static ulong found_all(ulong handle) { return 0; }

static ulong get_attribute(ulong handle, ulong of, struct attribute *one, ulong count)
{
	static const byte number[4] = "ID 1";
	const ulong rsa = 0;
	const void *value = told;
	ulong length = strlen(told);
	if (of != object || count != 1)
		return 0x82;
	switch (one->type) {
	case 0x100: // CKA_KEY_TYPE
		value = &rsa, length = sizeof rsa;
		break;
	case 0x102: // CKA_ID
		value = number, length = sizeof number;
		break;
	case 0x003: // CKA_LABEL
	case 0x011: // CKA_VALUE
		break;
	default:
		one->length = ~0ul;
		return 0x12;
	}
	if (one->value && one->length < length) {
		one->length = ~0ul;
		return 0x150;
	}
	if (one->value)
		memcpy(one->value, value, length);
	one->length = length;
	return 0;
}

static ulong sign_init(ulong handle, const struct mechanism *how, ulong key)
{
	const struct pss *with = how->parameter;
	sprintf(told, "sign %lx", how->type);
	if (how->length == sizeof *with)
		sprintf(told + strlen(told), " %lx %lx %lu", with->hash, with->generator, with->salt);
	return handle == session && key == object ? 0 : 0x60;
}

static ulong use(ulong handle, const byte *in, ulong in_length, byte *out, ulong *length)
{
	sprintf(told + strlen(told), " of ");
	tell_octets(in, in_length);
	return answer(out, length);
}

static ulong decrypt_init(ulong handle, const struct mechanism *how, ulong key)
{
	const struct oaep *with = how->parameter;
	sprintf(told, "decrypt %lx", how->type);
	if (how->length == sizeof *with) {
		sprintf(told + strlen(told), " %lx %lx %lu ", with->hash, with->generator, with->source);
		tell_octets(with->data, with->length);
	}
	return 0;
}

static ulong derive(ulong handle, const struct mechanism *how, ulong key, const struct attribute *list, ulong count, ulong *made)
{
	const struct agreement *with = how->parameter;
	if (how->length != sizeof *with || with->shared || with->shared_length)
		return 0x71;
	sprintf(told, "derive %lx %lu ", how->type, with->kdf);
	tell_octets(with->point, with->length);
	tell_template(list, count);
	*made = object;
	return 0;
}

static ulong destroy(ulong handle, ulong which) { return which == object ? 0 : 0x82; }

static ulong create(ulong handle, const struct attribute *list, ulong count, ulong *made)
{
	strcpy(told, "create");
	tell_template(list, count);
	*made = object;
	return 0;
}

static ulong generate(ulong handle, const struct mechanism *how, const struct attribute *public, ulong of_public,
	const struct attribute *private, ulong of_private, ulong *first, ulong *second)
{
	sprintf(told, "generate %lx", how->type);
	tell_template(public, of_public);
	strcat(told, " and");
	tell_template(private, of_private);
	*first = *second = object;
	return 0;
}

static struct list list = { { 2, 40 }, {
	[0] = initialize, [1] = finalize, [2] = get_info, [4] = get_slots, [5] = get_slot, [6] = get_token,
	[7] = get_mechanisms, [8] = get_mechanism, [12] = open_session, [13] = close_session, [18] = login,
	[20] = create, [22] = destroy, [24] = get_attribute, [26] = find, [27] = found, [28] = found_all,
	[33] = decrypt_init, [34] = use, [42] = sign_init, [43] = use, [59] = generate, [62] = derive,
} };

EXPORTED ulong C_GetFunctionList(struct list **out)
{
	*out = &list;
	return 0;
}
