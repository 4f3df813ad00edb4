"""Times LightGBM and scikit-learn on the airline-like rows: one JSON line a case, {"name", "seconds", "metric"}.

  python peers.py FOLDER_OF_GENERATOR ROWS THREADS [CASE ...]

Fits take the whole matrix of float64 numbers; seconds are the best of three for fits below ten seconds, else of one. The metric is AUC or RMSE on a tenth more rows.
"""
import json, os, sys, time

folder, rows, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
wanted = sys.argv[4:]
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
sys.path.insert(0, folder)

import numpy as np
from learning import gen, COLS
from sklearn.metrics import roc_auc_score

data = gen(rows + rows // 10)
X = np.column_stack([data[c].astype(np.float64) for c in COLS])
train, test = X[:rows], X[rows:]


def report(name, make, label, score):
    if wanted and name not in wanted:
        return
    y = data[label].astype(np.float64)
    best, model = None, None
    while True:
        model = make()
        start = time.perf_counter()
        model.fit(train, y[:rows])
        seconds = time.perf_counter() - start
        runs = (best[1] if best else 0) + 1
        best = (min(seconds, best[0] if best else seconds), runs)
        if runs == 3 or best[0] > 10:
            break
    print(json.dumps({"name": name, "seconds": best[0], "metric": score(model, y[rows:])}), flush=True)


def report_scoring(name, make):
    """All training rows through boosted trees that were learned beforehand."""
    if wanted and name not in wanted:
        return
    y = data["delay"].astype(np.float64)
    model, seconds = make().fit(train, y[:rows]), []
    for _ in range(3):
        start = time.perf_counter()
        model.predict(train)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"name": name, "seconds": min(seconds), "metric": rmse(model, y[rows:])}), flush=True)


auc = lambda m, y: float(roc_auc_score(y, m.predict_proba(test)[:, 1]))
rmse = lambda m, y: float(np.sqrt(np.mean((m.predict(test) - y) ** 2)))

import warnings

warnings.filterwarnings("ignore")
import lightgbm as lgb
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

threadpool_limits(threads)
boosting = dict(n_estimators=100, num_leaves=31, learning_rate=0.1, n_jobs=threads, verbose=-1)
hist = dict(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, early_stopping=False)
report("boosting-classifier lightgbm", lambda: lgb.LGBMClassifier(**boosting), "delayed", auc)
report("boosting-regressor lightgbm", lambda: lgb.LGBMRegressor(**boosting), "delay", rmse)
report("boosting-classifier sklearn", lambda: HistGradientBoostingClassifier(**hist), "delayed", auc)
report("boosting-regressor sklearn", lambda: HistGradientBoostingRegressor(**hist), "delay", rmse)
report("forest-classifier sklearn", lambda: RandomForestClassifier(20, max_depth=5, n_jobs=threads, random_state=1), "delayed", auc)
report("forest-regressor sklearn", lambda: RandomForestRegressor(20, max_depth=5, max_features=1 / 3, n_jobs=threads, random_state=1), "delay", rmse)
report("logistic-regression sklearn", lambda: make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=100)), "delayed", auc)
report_scoring("scoring lightgbm", lambda: lgb.LGBMRegressor(**boosting))
report_scoring("scoring sklearn", lambda: HistGradientBoostingRegressor(**hist))
