"""Tokenizers."""

from .edits import Change, edit
from .mutant import mutant
from .selections import family, level, named

_CLIP = (level("tokens", "units/clip_tokenizer/*.json"), named("/(long-prompt|unicode-prompt|plain|two-prompts-two-images)$"))
_PIPELINES = family("stable-diffusion", "stable-diffusion-xl", "flux")
_LONG = named("/(long|unicode)-prompt$")
_T5 = family("ChromaPipeline", "FluxPipeline", "StableDiffusion3Pipeline")

_TOKENIZER = "transformers.models.clip.tokenization_clip:CLIPTokenizer"
_BASIC = "transformers.models.clip.tokenization_clip:BasicTokenizer"
_BASE = "transformers.tokenization_utils_base:PreTrainedTokenizerBase"
_FAST = "transformers.tokenization_utils_fast:PreTrainedTokenizerFast"


def _fast_texts(change: str) -> Change:
    """Changes the texts that fast tokenizers are given."""
    return edit(f"{_FAST}._batch_encode_plus", "encodings = self._tokenizer.encode_batch(\n        batch_text_or_text_pairs,", f"encodings = self._tokenizer.encode_batch(\n        [{change} for text in batch_text_or_text_pairs],")


MUTANTS = [
    mutant(
        "padded-with-zero", "Texts are padded with token 0.", _CLIP,
        edit(f"{_BASE}._pad", "[self.pad_token_id] * difference", "[0] * difference", 2),
    ),
    mutant(
        "padded-with-the-end", "Texts are padded with the end token whatever the configuration says.", (*_CLIP, family("StableDiffusionXLPipeline")),
        edit(f"{_BASE}._pad", "[self.pad_token_id] * difference", "[self.eos_token_id] * difference", 2),
    ),
    mutant(
        "padded-to-the-longest", "Texts are padded to the longest instead of the model's length.", _PIPELINES,
        edit(
            f"{_BASE}._pad", "if padding_strategy == PaddingStrategy.LONGEST:",
            "padding_strategy = PaddingStrategy.LONGEST if padding_strategy == PaddingStrategy.MAX_LENGTH else padding_strategy\n\n    if padding_strategy == PaddingStrategy.LONGEST:",
        ),
    ),
    mutant(
        "without-start", "There is no start token.", _CLIP,
        edit(f"{_TOKENIZER}.build_inputs_with_special_tokens", "return bos_token + token_ids_0 + eos_token\n", "return token_ids_0 + eos_token\n"),
    ),
    mutant(
        "without-end", "There is no end token.", _CLIP,
        edit(f"{_TOKENIZER}.build_inputs_with_special_tokens", "return bos_token + token_ids_0 + eos_token\n", "return bos_token + token_ids_0\n"),
    ),
    mutant(
        "end-cut-off", "Long texts lose their end token.", _CLIP,
        edit(f"{_BASE}.truncate_sequences", "ids = ids[:-num_tokens_to_remove]", "ids = ids[num_tokens_to_remove:]"),
    ),
    mutant("case-kept", "Capital letters are kept.", _CLIP, edit(f"{_BASIC}.tokenize", "token = token.lower()", "pass")),
    mutant("accents-stripped", "Accents are stripped.", _CLIP, edit(f"{_BASIC}.tokenize", "if self.strip_accents is not False:", "if True:")),
    mutant("not-composed", "Characters are not composed.", _CLIP, edit(f"{_BASIC}.tokenize", 'unicodedata.normalize("NFC", text)', "text")),
    mutant(
        "compatibility-composed", "Characters are composed by compatibility, NFKC for NFC.", _CLIP,
        edit(f"{_BASIC}.tokenize", 'unicodedata.normalize("NFC", text)', 'unicodedata.normalize("NFKC", text)'),
    ),
    mutant(
        "chinese-not-split", "Chinese characters are not split.", _CLIP,
        edit(f"{_BASIC}.tokenize", "if self.tokenize_chinese_chars:", "if False:"),
    ),
    mutant(
        "merges-left-to-right", "Merges are made from left to right instead of by rank.", _CLIP,
        edit(
            f"{_TOKENIZER}.bpe", 'bigram = min(pairs, key=lambda pair: self.bpe_ranks.get(pair, float("inf")))',
            "bigram = next((pair for pair in zip(word, word[1:]) if pair in self.bpe_ranks), word[:2])",
        ),
    ),
    mutant(
        "characters-for-bytes", "Characters outside ASCII are taken as they are instead of by their bytes.", _CLIP,
        edit(f"{_TOKENIZER}._tokenize", 'token.encode("utf-8")', 'token.encode("latin-1", "replace")'),
    ),
    mutant(
        "digits-together", "Digits stay together.", _CLIP,
        edit(
            f"{_TOKENIZER}._tokenize", "re.findall(self.pat, text)",
            "re.findall(self.pat.pattern.replace('[\\\\p{N}]|', '[\\\\p{N}]+|'), text, re.IGNORECASE)",
        ),
    ),
    mutant(
        "contractions-not-split", "Contractions are not split.", _CLIP,
        edit(
            f"{_TOKENIZER}._tokenize", "re.findall(self.pat, text)",
            "re.findall(self.pat.pattern.replace(\"'s|'t|'re|'ve|'m|'ll|'d|\", ''), text, re.IGNORECASE)",
        ),
    ),
    mutant(
        "unknown-for-zero", "Unknown tokens become 0.", _CLIP,
        edit(f"{_TOKENIZER}._convert_token_to_id", "self.encoder.get(token, self.encoder.get(self.unk_token))", "self.encoder.get(token, 0)"),
    ),
    mutant(
        "one-too-long", "Texts are cut one token later.", _LONG,
        edit(f"{_BASE}.prepare_for_model", "num_tokens_to_remove=total_len - max_length", "num_tokens_to_remove=total_len - max_length - 1"),
    ),
    mutant("t5-lower-case", "T5's texts become lower case.", _LONG, _fast_texts("text.lower()")),
    mutant("t5-whitespace-kept", "T5's texts start with two spaces.", _T5, _fast_texts("'\\u2581' + text")),
    mutant(
        "t5-without-end", "T5's texts have no end token.", _T5,
        edit(
            f"{_FAST}._batch_encode_plus", "add_special_tokens=add_special_tokens,\n        is_pretokenized",
            "add_special_tokens=False,\n        is_pretokenized",
        ),
    ),
]
