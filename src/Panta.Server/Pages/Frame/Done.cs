namespace Panta.Server.Pages;

/// <summary>What the strip above a page says after an act: the address names the act, never the sentence.</summary>
static class Done
{
    static readonly Dictionary<string, string> _sentences = new()
    {
        ["rollback"] = "The champion was rolled back; the history says why.",
        ["experiment-created"] = "The experiment is there; scripts log to it by its name.",
        ["experiment-deleted"] = "The experiment and its runs are deleted; they can be restored under Deleted.",
        ["experiment-restored"] = "The experiment is back with its runs.",
        ["runs-deleted"] = "The runs are deleted; they can be restored under Deleted runs.",
        ["runs-restored"] = "The runs are back.",
        ["runs-tagged"] = "The tag is set.",
        ["renamed"] = "It has its new name.",
        ["described"] = "The description is kept.",
        ["tagged"] = "The tag is set.",
        ["untagged"] = "The tag is gone.",
        ["deleted"] = "The run is deleted; restore it here until panta gc removes it.",
        ["restored"] = "The run is back.",
        ["alias"] = "The alias points to its version; the history says why.",
        ["unalias"] = "The alias is gone; the history says why.",
        ["stage"] = "The version is in its stage.",
        ["version-deleted"] = "The version is gone; its files and its history stay.",
        ["model-deleted"] = "The model is gone; its files and its history stay.",
        ["webhook-made"] = "The webhook is there: send it a test.",
        ["webhook-changed"] = "The webhook is changed.",
        ["webhook-active"] = "The webhook is told again of what happens.",
        ["webhook-disabled"] = "The webhook rests: it is told of nothing that happens meanwhile.",
        ["webhook-retried"] = "What failed is on its way again.",
        ["webhook-deleted"] = "The webhook is gone.",
    };

    public static string? Sentence(string act) => _sentences.GetValueOrDefault(act);
}
