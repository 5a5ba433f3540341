package io.github.persistq.crash;

import com.arjuna.ats.arjuna.common.MetaObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import org.jboss.narayana.jta.jms.JmsXAResourceRecoveryHelper;

/** The Narayana transaction manager, set up to live in this process and keep its log in a directory. */
final class Narayana {
    private static final String NODE = "1";

    private Narayana() {}

    static TransactionManager start(Path log) throws Exception {
        arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(NODE);
        BeanPopulator.getDefaultInstance(MetaObjectStoreEnvironmentBean.class).setObjectStoreDir(log.toString());
        arjPropertyManager.getCoordinatorEnvironmentBean().setTransactionStatusManagerEnable(false);
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryListener(false);
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryBackoffPeriod(1);
        jtaPropertyManager.getJTAEnvironmentBean().setXaRecoveryNodes(List.of(NODE));
        jtaPropertyManager.getJTAEnvironmentBean().setOrphanSafetyInterval(1);
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    /** Has the transaction manager look once for transactions to finish, its own and those of its predecessor. */
    static void recover(List<PersistqXAConnectionFactory> stores) {
        XARecoveryModule resources = new XARecoveryModule();
        resources.addXAResourceOrphanFilter(new JTATransactionLogXAResourceOrphanFilter());
        resources.addXAResourceOrphanFilter(new JTANodeNameXAResourceOrphanFilter());
        stores.forEach(store -> resources.addXAResourceRecoveryHelper(new JmsXAResourceRecoveryHelper(store)));
        RecoveryManager manager = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
        manager.removeAllModules(false);
        manager.addModule(new AtomicActionRecoveryModule());
        manager.addModule(resources);
        manager.scan();
        manager.scan();
        manager.removeAllModules(false);
    }
}
