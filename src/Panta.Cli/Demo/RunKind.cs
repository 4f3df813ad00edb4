namespace Panta.Cli.Demo;

/// <summary>What an experiment of the filled store tries to find out: the settings it searches, what comes of them, and how its curves fall.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Share">Its share of all runs.</param>
/// <param name="Prefix">What its runs' names begin with.</param>
/// <param name="Team">Who works on it.</param>
/// <param name="Settings">Params and their values, the best one first.</param>
/// <param name="Score">The metric that counts, smaller is better: its best value, and how much of it is lost by settings and by luck.</param>
/// <param name="Others">Metrics that follow the score: name, value at the best, change with the score's relative loss.</param>
/// <param name="Curve">The metric logged step by step, and the typical number of steps.</param>
/// <param name="Seconds">How long a run takes.</param>
sealed record RunKind(
    string Experiment, double Share, string Prefix, string Team, (string Name, string[] Values)[] Settings, (string Name, double Best, double Spread) Score,
    (string Name, double Best, double Slope)[] Others, (string Name, int Steps) Curve, double Seconds)
{
    /// <summary>Gets the experiments of the filled store, the largest first.</summary>
    public static IReadOnlyList<RunKind> All { get; } =
    [
        new(
            "bike-demand", 0.6, "gbt", "mobility",
            [
                ("num_leaves", ["63", "31", "127", "15", "255"]), ("learning_rate", ["0.05", "0.1", "0.03", "0.2", "0.01"]), ("num_trees", ["400", "800", "200", "100"]),
                ("min_rows_in_leaf", ["20", "50", "5", "100"]), ("feature_fraction", ["0.8", "1.0", "0.6"]), ("objective", ["l1", "l2", "huber"]), ("window_days", ["84", "56", "112"]),
            ],
            ("mae", 38.2, 0.9), [("rmse", 61.5, 1.1), ("r2", 0.942, -0.11), ("bias", 0.4, 3.5)], ("held_out_mae", 12), 41),
        new(
            "churn", 0.2, "lgb", "customers",
            [
                ("max_depth", ["6", "8", "4", "12"]), ("eta", ["0.1", "0.05", "0.3"]), ("n_estimators", ["500", "250", "1000"]), ("scale_pos_weight", ["4", "1", "8"]),
                ("subsample", ["0.8", "1.0", "0.5"]), ("features", ["behaviour+contract", "behaviour", "contract"]),
            ],
            ("log_loss", 0.231, 0.45), [("auc", 0.914, -0.09), ("f1", 0.63, -0.21), ("recall_at_10", 0.58, -0.24)], ("valid_log_loss", 15), 18),
        new(
            "defect-images", 0.13, "resnet", "quality",
            [
                ("architecture", ["resnet50", "resnet18", "convnext-t", "efficientnet-b0"]), ("lr", ["0.001", "0.0003", "0.01", "0.1"]), ("batch_size", ["64", "128", "32"]),
                ("optimizer", ["adamw", "sgd"]), ("weight_decay", ["0.01", "0.0001", "0"]), ("augment", ["flip+crop", "flip", "none"]), ("epochs", ["30", "20", "50"]),
            ],
            ("val_loss", 0.084, 1.6), [("val_accuracy", 0.978, -0.07), ("val_recall", 0.941, -0.13), ("images_per_s", 812, -0.05)], ("epoch_loss", 30), 2640),
        new(
            "search-ranking", 0.05, "ltr", "search",
            [
                ("loss", ["lambdarank", "xendcg", "pairwise"]), ("num_leaves", ["127", "63", "255"]), ("learning_rate", ["0.05", "0.1"]), ("truncation", ["20", "10", "50"]),
                ("query_features", ["all", "text", "clicks"]),
            ],
            ("neg_ndcg", 0.412, 0.3), [("ndcg_10", 0.588, -0.16), ("map", 0.441, -0.19)], ("valid_ndcg", 20), 390),
        new(
            "fraud", 0.02, "iso", "payments",
            [("trees", ["200", "100", "400"]), ("sample_size", ["256", "512", "1024"]), ("contamination", ["0.002", "0.005", "0.01"]), ("scaler", ["robust", "standard"])],
            ("missed_cost", 18_400, 0.8), [("precision_at_100", 0.87, -0.3), ("alerts_a_day", 96, 0.6)], ("reconstruction", 8), 73),
    ];
}
