namespace Panta.Server.Pages;

/// <summary>Which way a metric is better, told from the words its name is made of; unknown where they say nothing.</summary>
static class MetricSense
{
    static readonly string[] _more = ["accuracy", "acc", "auc", "roc", "f1", "precision", "recall", "r2", "score", "ndcg", "map", "iou", "bleu", "rouge"];
    static readonly string[] _less = ["loss", "error", "err", "mae", "mse", "rmse", "mape", "smape", "logloss", "perplexity", "deviance", "wape"];

    /// <summary>1 where greater is better, −1 where smaller is, 0 where it is not known.</summary>
    public static int Of(string metric)
    {
        var words = metric.ToLowerInvariant().Split('_', '-', '/', '.', ' ');
        if (words.Any(_less.Contains)) return -1;
        return words.Any(_more.Contains) ? 1 : 0;
    }
}
