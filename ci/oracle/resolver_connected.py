"""Rows of combined pipelines: the prior from the decoder's model card, and combined checkpoints."""

V22, PRIOR = "KandinskyV22Pipeline", "KandinskyV22PriorPipeline"


def card(prior="FOLDER/prior", text="---\nprior:\n- {}\n---\n"):
    return ["write", "x/README.md", text.format(prior)]


def both(decoder=V22, prior=PRIOR, *steps):
    return [["tiny", decoder, "x"], ["tiny", prior, "prior"], *(steps or [card()])]


def connected(table):
    families(table)
    cards(table)
    priors(table)
    passed(table)
    combined(table)


def families(table):
    kandinsky = (None, "text-to-image", "image-to-image", "inpainting")
    for decoder, prior, tasks in (
        ("KandinskyPipeline", "KandinskyPriorPipeline", kandinsky), (V22, PRIOR, kandinsky),
        ("WuerstchenDecoderPipeline", "WuerstchenPriorPipeline", (None, "text-to-image", "inpainting")),
        ("StableCascadeDecoderPipeline", "StableCascadePriorPipeline", (None, "text-to-image")),
    ):
        table.add(both(decoder, prior), tasks=tasks, prints=True)
        table.add(both(decoder, prior), tasks=(None,), prints=True, load_connected_pipeline=True)
        table.add([["tiny", decoder, "x"]], tasks=(None, "text-to-image"), load_connected_pipeline=True)


def cards(table):
    """Model cards that name no prior, or in other ways."""
    for text in (
        "", "# Title\nprior:\n- FOLDER/prior\n", "---\n---\n", "---\nlicense: mit\n---\nprior:\n- FOLDER/prior\n", "---\nprior: FOLDER/prior\n---\n", "---\nprior: []\n---\n",
        "---\nprior: null\n---\n", "---\nprior: ~\n---\n", "---\nprior:\n---\n", "---\nprior: [null]\n---\n", "---\nprior: 5\n---\n", "---\nprior: [5]\n---\n", "---\nprior: true\n---\n",
        "---\nprior: {a: b}\n---\n", "---\nprior: [FOLDER/prior, a/b]\n---\n", "---\nprior: ['FOLDER/prior']\n---\n", '---\nprior: ["FOLDER/prior"]\n---\n',
        "---\nlicense: mit\nprior:  # the other half\n  - FOLDER/prior  # here\n  - a/b\ntags:\n- x\n---\n", "---\r\nprior:\r\n- FOLDER/prior\r\n---\r\n", "\n  ---\nprior:\n- FOLDER/prior\n---\n",
        "---\nprior:\n- FOLDER/prior\n", "---\nprior:\n- FOLDER/prior\n---", "---\n- prior\n---\n", "---\ntext\n---\n", "---\ntags:\n  prior:\n  - a/b\n---\n", "---\n\"prior\":\n\n- 'FOLDER/prior'\n---\n",
        "---\nprior: ''\n---\n", "---\nprior: ['']\n---\n", "text\n---\nprior:\n- FOLDER/prior\n---\n", "---\nprior:\n  -   FOLDER/prior\n---\n", "---\nPrior:\n- FOLDER/prior\n---\n",
        "---\nprior:\n- [FOLDER/prior]\n---\n", "---\nprior:\n- true\n---\n", "---\nprior: [FOLDER/prior]  # one\n---\n", "---\nprior: [\n  FOLDER/prior,\n]\n---\n",
    ):
        table.add([["tiny", V22, "x"], ["tiny", PRIOR, "prior"], ["write", "x/README.md", text]], tasks=("text-to-image",))


def priors(table):
    """Priors that cannot be loaded, or are something else."""
    cache = [["tiny", PRIOR, "home/hub/models--a--b/snapshots/abc"], ["write", "home/hub/models--a--b/refs/main", "abc"]]
    for steps, name in (
        ([], "a/b"), (cache, "a/b"), ([], "a/b/c"), ([], "x y"), ([], "FOLDER/nowhere"), ([["clear", "prior"]], "FOLDER/prior"), ([["remove", "prior/text_encoder"]], "FOLDER/prior"),
        ([["remove", "prior/image_processor"]], "FOLDER/prior"), ([["index", "prior", {"tokenizer": [None, None]}]], "FOLDER/prior"), ([["index", "prior", {"_class_name": "NoSuchPipeline"}]], "FOLDER/prior"),
        ([["index", "prior", {"_class_name": V22}]], "FOLDER/prior"), ([["index", "prior", {"extra": 1}]], "FOLDER/prior"), ([["remove", "prior"], ["fixture", "stable-diffusion", "prior"]], "FOLDER/prior"),
        ([], "FOLDER/x"), ([["remove", "prior"], ["tiny", "WuerstchenPriorPipeline", "prior"]], "FOLDER/prior"), ([["remove", "prior"], ["tiny", "KandinskyPriorPipeline", "prior"]], "FOLDER/prior"),
        ([["remove", "x/unet"]], "FOLDER/prior"), ([["index", "x", {"unet": [None, None]}]], "a/b"),
    ):
        table.add(both(V22, PRIOR, card(name), *steps), tasks=("text-to-image",))
    # The prior has more components than the constructor takes.
    table.add(both("WuerstchenDecoderPipeline", PRIOR), tasks=("text-to-image",))
    # A combined checkpoint whose card names itself.
    table.add([["tiny", "KandinskyV22CombinedPipeline", "x"], card("FOLDER/x")], tasks=("text-to-image",))


def passed(table):
    """Arguments for the combined class, its decoder's components and its prior's."""
    part = {"component": "tokenizer"}
    for arguments in (
        {"device_map": "balanced"}, {"torch_dtype": "bad"}, {"variant": "fp16"}, {"no_such_argument": 1}, {"prior_image_processor": None}, {"prior_prior": None}, {"prior_tokenizer": None}, {"tokenizer": part},
        {"unet": {"component": "unet"}}, {"unet": {"component": "vae"}}, {"prior_prior": {"component": "unet"}}, {"prior_prior": {"component": "scheduler"}}, {"scheduler": {"component": "scheduler"}},
        {"prior_scheduler": {"component": "scheduler"}}, {"prior_tokenizer": part}, {"prior_text_encoder": {"component": "text_encoder"}}, {"prior_image_encoder": {"component": "text_encoder"}},
        {"no_such_argument": 1, "unet": None}, {"revision": "v1"}, {"local_files_only": True}, {"prior_unknown": 1},
    ):
        table.add(both(), tasks=("text-to-image",), prints=True, **arguments)
    kandinsky = both("KandinskyPipeline", "KandinskyPriorPipeline")
    for arguments in ({"tokenizer": part}, {"prior_tokenizer": part}, {"tokenizer": part, "prior_tokenizer": part}, {"text_encoder": {"component": "text_encoder"}}, {"tokenizer": None}):
        table.add(kandinsky, tasks=("text-to-image",), **arguments)
    table.add([["tiny", V22, "x"]], tasks=("text-to-image",), **{f"prior_{name}": None for name in ("prior", "image_encoder", "text_encoder", "tokenizer", "scheduler", "image_processor")})


def combined(table):
    """Combined pipelines as they are saved, in a folder and in the cache."""
    name = "KandinskyV22CombinedPipeline"
    tasks = (None, "text-to-image", "image-to-image", "inpainting")
    table.add([["tiny", name, "x"]], tasks=tasks, prints=True)
    table.add([["tiny", name, "x"], ["tiny", PRIOR, "prior"], card()], tasks=(None,), prints=True)
    table.add([["tiny", name, "x"], ["remove", "x/prior_text_encoder"]], tasks=(None,))
    table.add([["tiny", name, "x"], ["index", "x", {"prior_prior": [None, None]}]], tasks=(None, "text-to-image"))
    snapshot = "home/hub/models--c--c/snapshots/abc"
    cached = [["tiny", name, snapshot], ["write", "home/hub/models--c--c/refs/main", "abc"]]
    table.add(cached, "c/c", tasks=(None, "text-to-image"))
    for text in ("# none", "---\nprior:\n- a/b\n---\n", "---\nprior: []\n---\n", "---\nprior: a\n---\n"):
        table.add(cached + [["write", f"{snapshot}/README.md", text]], "c/c", tasks=(None,))
    decoder = [["tiny", V22, snapshot], ["write", "home/hub/models--c--c/refs/main", "abc"]]
    prior = [["tiny", PRIOR, "home/hub/models--a--b/snapshots/d"], ["write", "home/hub/models--a--b/refs/main", "d"], ["write", f"{snapshot}/README.md", "---\nprior:\n- a/b\n---\n"]]
    table.add(decoder + prior, "c/c", tasks=tasks, prints=True)
    table.add(decoder + prior, "c/c", tasks=("text-to-image",), local_files_only=True)
    table.add(decoder + prior, "c/c", tasks=("text-to-image",), revision="main")
    table.add(decoder, "c/c", tasks=("text-to-image",))
